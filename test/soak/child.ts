import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of the soak, which is told orders and tells news. */
export class Child<Order extends object, News extends object> {
  readonly #process: ChildProcess;

  constructor(script: string) {
    this.#process = fork(join(__dirname, '../typescript.js'), [join(__dirname, script)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  order(order: Order): void {
    if (this.#process.connected) this.#process.send(order);
  }

  onNews(hear: (news: News) => void): void {
    this.#process.on('message', (news) => {
      hear(news as News);
    });
  }

  /** The next news. @throws when the process ends instead. */
  async next(): Promise<News> {
    const ended = new AbortController();
    const exit = once(this.#process, 'exit', { signal: ended.signal }).then(([code]) => {
      throw new Error(`A process of the soak ended before its time, with code ${String(code)}.`);
    });
    try {
      const [news] = (await Promise.race([once(this.#process, 'message', { signal: ended.signal }), exit])) as [News];
      return news;
    } finally {
      ended.abort();
      exit.catch(() => undefined);
    }
  }

  /** Gives the order that ends it, and waits until it has ended. */
  async end(order: Order): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.order(order);
    await exit;
  }

  /** At once, if it is still there. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }
}
