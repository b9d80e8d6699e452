import { useState } from 'preact/hooks';
import type { ChannelAnswer, DeliveryAnswer } from '../asking/answers.js';
import { ApiProblem } from '../asking/api-client.js';
import { useApi, useResource } from '../asking/use-resource.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { useTitle } from '../parts/use-title.js';

/** Where notifications go, and those that did not arrive. What is made and changed of them is the API's. */
export function NotificationsPage() {
  useTitle('Notifications');
  const channels = useResource<{ readonly channels: readonly ChannelAnswer[] }>('/api/v1/channels');
  const dead = useResource<{ readonly deliveries: readonly DeliveryAnswer[]; readonly nextLink: string | null }>('/api/v1/deliveries');
  const names = new Map(channels.answer?.channels.map(({ id, name }) => [id, name]));
  return (
    <article class="notifications">
      <h1>Notifications</h1>
      <section aria-labelledby="channels">
        <h2 id="channels">Channels</h2>
        <Trouble problem={channels.problem} />
        {channels.answer === undefined && channels.problem === undefined && <Waiting what="the channels" />}
        {channels.answer?.channels.length === 0 && <p>None yet: nobody is told. “mailflow channel” and “mailflow policy” change that.</p>}
        <ul class="uses">
          {channels.answer?.channels.map(({ id, name, format, host, tenant, enabled }) => (
            <li key={id}>
              <strong>{visible(name)}</strong> to {host} as {format}
              {tenant !== null && `, for ${tenant} alone`}
              {!enabled && ', turned off'}
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="undelivered">
        <h2 id="undelivered">Given up</h2>
        <Trouble problem={dead.problem} />
        {dead.answer?.deliveries.length === 0 && <p class="well">Nothing: all that was told has arrived.</p>}
        <ul class="findings" aria-label="Given up">
          {dead.answer?.deliveries.map((delivery) => (
            <li key={delivery.id} class="card">
              <GivenUp delivery={delivery} channel={names.get(delivery.channel) ?? delivery.channel} onSent={dead.reload} />
            </li>
          ))}
        </ul>
        {dead.answer !== undefined && dead.answer.nextLink !== null && <p class="quiet">There are more.</p>}
      </section>
    </article>
  );
}

interface GivenUpProps {
  readonly delivery: DeliveryAnswer;
  /** The channel's name. */
  readonly channel: string;
  readonly onSent: () => void;
}

function GivenUp({ delivery: { url, action, attempts, attemptedAt, problem }, channel, onSent }: GivenUpProps) {
  const api = useApi();
  const [refused, setRefused] = useState<ApiProblem>();
  const sendAgain = async () => {
    try {
      await api.send('POST', `${url}/replay`, undefined);
      onSent();
    } catch (error) {
      setRefused(error instanceof ApiProblem ? error : new ApiProblem(0, 'It was not sent again', String(error)));
    }
  };
  return (
    <>
      <p>
        “{action}” to {visible(channel)}, after {attempts} attempts
        {attemptedAt !== null && (
          <>
            , the last at <Moment at={attemptedAt} />
          </>
        )}
      </p>
      {problem !== null && <p class="caution">{visible(problem)}</p>}
      <button type="button" onClick={() => void sendAgain()}>
        Send it again
      </button>
      <Trouble problem={refused} />
    </>
  );
}
