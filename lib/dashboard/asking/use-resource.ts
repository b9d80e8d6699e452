import { useContext, useEffect, useState } from 'preact/hooks';
import { createContext } from 'preact';
import { ApiProblem, type ApiClient } from './api-client.js';

/** The client of whoever has signed in. Pages stand below the sign-in, so it is there. */
export const ApiContext = createContext<ApiClient | undefined>(undefined);

/** @throws when a page is drawn outside the sign-in, which is a mistake of ours. */
export function useApi(): ApiClient {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error('A page was drawn before anybody had signed in.');
  return api;
}

/** What is known of a resource: nothing yet, its newest answer, and what went wrong the last time. */
export interface Resource<Answer> {
  readonly answer: Answer | undefined;
  readonly problem: ApiProblem | undefined;
  /** Asks again now, as after a change. */
  readonly reload: () => void;
}

const REFRESH_MILLISECONDS = 30_000;

/**
 * The resource at this address, kept fresh: asked again every half minute while the page is looked at, and as soon as it is looked at again. With ETags an
 * unchanged answer costs some hundred bytes. A failed refresh leaves the last answer standing beside its problem.
 *
 * @param path `undefined` while it is not known what to ask for
 */
export function useResource<Answer>(path: string | undefined): Resource<Answer> {
  const api = useApi();
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<{ path?: string | undefined; answer?: Answer; problem?: ApiProblem }>({});

  useEffect(() => {
    if (path === undefined) return undefined;
    const leaving = new AbortController();
    const ask = async () => {
      try {
        const answer = await api.get<Answer>(path, leaving.signal);
        if (!leaving.signal.aborted) setState({ path, answer });
      } catch (error) {
        if (leaving.signal.aborted) return;
        const problem = error instanceof ApiProblem ? error : new ApiProblem(0, 'The page failed', String(error));
        setState((before) => ({ ...(before.path === path ? before : {}), path, problem }));
      }
    };
    const whenSeen = () => {
      if (document.visibilityState === 'visible') void ask();
    };
    void ask();
    const timer = setInterval(whenSeen, REFRESH_MILLISECONDS);
    document.addEventListener('visibilitychange', whenSeen);
    return () => {
      leaving.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }, [api, path, turn]);

  const isCurrent = state.path === path;
  return {
    answer: isCurrent ? state.answer : undefined,
    problem: isCurrent ? state.problem : undefined,
    reload: () => {
      setTurn((before) => before + 1);
    },
  };
}
