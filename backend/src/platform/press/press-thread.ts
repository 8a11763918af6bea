/** The thread that prints: one paper after another, so that no paper holds up a request. */
import { parentPort } from 'node:worker_threads';
import { Refusal } from '../../kernel/errors.ts';
import { draw } from './draw.ts';
import { openLetters } from './letters.ts';
import type { Order, Printed } from './press.ts';

const letters = openLetters();

const print = async ({ number, paper }: Order): Promise<Printed> => {
  try {
    return { number, bytes: await draw(paper, letters) };
  } catch (error) {
    if (error instanceof Refusal) return { number, refused: { code: error.code, message: error.message } };
    return { number, failed: error instanceof Error ? error.message : String(error) };
  }
};

parentPort?.on('message', (order: Order) => void print(order).then((printed) => parentPort?.postMessage(printed)));
