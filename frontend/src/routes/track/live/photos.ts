/**
 * What a script adds to the form of a return: photos are made smaller on the phone and sent as soon as they are chosen, each with
 * its own answer, and the form is sent once. Without it the same form carries the files themselves.
 */
import { shrink } from './shrink.ts';

const form = document.querySelector<HTMLFormElement>('form[data-uploads]');
const list = form?.querySelector<HTMLUListElement>('[data-live="photos"]');
const fault = form?.querySelector<HTMLElement>('[data-live="photo-error"]');
const input = form?.querySelector<HTMLInputElement>('input[type="file"]');
const button = form?.querySelector<HTMLButtonElement>('button[type="submit"]');

const say = (name: string): string => form?.dataset[name] ?? '';
const faults: Readonly<Record<string, string>> = {
  not_a_picture: 'kind',
  picture_too_large: 'large',
  too_large: 'large',
  picture_damaged: 'broken',
  too_many_uploads: 'many',
  slow_down: 'busy',
};

const tell = (name: string): void => {
  if (fault) fault.textContent = name === '' ? '' : say(name);
};

/** The id of a photo that was taken, or the name of the words that say why it was not. */
const send = async (file: File): Promise<{ id: string } | { fault: string }> => {
  try {
    const body = await shrink(file);
    const response = await fetch(say('uploads'), {
      method: 'POST',
      body,
      headers: { 'content-type': body.type || 'application/octet-stream' },
    });
    const answer = (await response.json()) as { uploadId?: string; code?: string };
    if (response.ok && answer.uploadId) return { id: answer.uploadId };
    return { fault: faults[answer.code ?? ''] ?? 'unavailable' };
  } catch {
    return { fault: 'unavailable' };
  }
};

const count = (): number => list?.children.length ?? 0;

/** Photos that are being sent; the form waits for them. */
let under = 0;
const waiting = (change: number): void => {
  under += change;
  if (button) button.disabled = under > 0;
};

const removable = (item: HTMLLIElement): void => {
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.textContent = say('remove');
  remove.addEventListener('click', () => {
    item.remove();
    tell('');
    input?.focus();
  });
  item.append(remove);
};

const add = async (file: File): Promise<void> => {
  const item = document.createElement('li');
  item.textContent = say('sending');
  list?.append(item);
  const number = String(count());
  waiting(1);
  const sent = await send(file);
  waiting(-1);
  if ('fault' in sent) {
    item.remove();
    return tell(sent.fault);
  }
  const picture = document.createElement('img');
  picture.src = `${say('uploads')}/${sent.id}`;
  picture.alt = say('photo').replace('{number}', number);
  const kept = document.createElement('input');
  kept.type = 'hidden';
  kept.name = 'photo';
  kept.value = sent.id;
  item.replaceChildren(picture, kept);
  removable(item);
};

const chosen = async (): Promise<void> => {
  const files = [...(input?.files ?? [])];
  // They are sent by themselves: the form is to carry none.
  if (input) input.value = '';
  const room = Number(say('most')) - count();
  tell(files.length > room ? 'many' : '');
  for (const file of files.slice(0, Math.max(0, room))) await add(file);
};

if (form && list && input) {
  for (const item of list.querySelectorAll('li')) removable(item);
  input.addEventListener('change', () => void chosen());
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    if (button) button.setAttribute('aria-disabled', 'true');
  });
  // Whoever comes back to the page by "back" may send it again: it is the same request.
  window.addEventListener('pageshow', () => {
    delete form.dataset.sent;
    button?.removeAttribute('aria-disabled');
  });
}
