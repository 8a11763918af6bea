/** The scopes that the endpoints of this tower ask for, as its own description of them says. */
import { CallFailed } from '#lib/api.ts';

type Described = { paths?: Record<string, Record<string, { 'x-scope'?: unknown }>> };

/** Every scope of a description of the API, in order. Pure. */
export const scopesIn = ({ paths = {} }: Described): string[] => {
  const named = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .map((operation) => operation['x-scope']);
  return [...new Set(named.filter((scope) => typeof scope === 'string'))].sort();
};

export const readScopes = async (signal: AbortSignal): Promise<string[]> => {
  const failed = (status: number, cause?: unknown) =>
    new CallFailed(
      { type: 'about:blank', title: 'The description of the API could not be read', status, code: 'unexpected_answer' },
      { cause },
    );
  try {
    const response = await fetch('/openapi.json', { signal, headers: { accept: 'application/json' } });
    if (!response.ok) throw failed(response.status);
    return scopesIn((await response.json()) as Described);
  } catch (cause) {
    throw cause instanceof CallFailed ? cause : failed(0, cause);
  }
};
