import type { ReactNode } from 'react'
import { ChoiceSwitch } from './choice-switch.tsx'
import type { ChoiceTexts, ShownChoice } from './choice-texts.ts'
import type { ChangeChoice } from './use-choice.ts'

export type ShownTopic = {
  topic: string
  words: Record<string, string>
  choices: ShownChoice[]
  /** What kind of messages they are: advertising or service. */
  kind?: string
  /** By channel, what else is to be known of it: hours in which nothing comes. */
  notes?: Record<string, string>
  /** Stands under the topic: the way to switch it off on all channels, or that this was done. */
  below?: ReactNode
}

type Props = {
  topics: readonly ShownTopic[]
  channels: readonly { code: string; title: string }[]
  labels: { topic: string; ifOff: string; undoOf: (choice: string) => string }
  texts: ChoiceTexts
  change: ChangeChoice
}

/** Topics by channels. Wide: a table with its heads. On a phone: a block a topic, in which each switch names its channel. */
export function TopicTable({ topics, channels, labels, texts, change }: Props) {
  const titleOf = (channel: string) => channels.find((one) => one.code === channel)?.title ?? channel
  return (
    <table className="mt-1 block md:mt-6 w-full md:table">
      <thead className="hidden text-small text-soft md:table-header-group">
        <tr>
          <th scope="col" className="border-b border-rule pb-2 text-left font-semibold">
            {labels.topic}
          </th>
          {channels.map((channel) => (
            <th
              key={channel.code}
              scope="col"
              className="border-b border-rule pb-2 pl-4 text-left font-semibold"
            >
              {channel.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {topics.map(({ topic, words, choices, kind, notes, below }) => (
          <tr
            key={topic}
            className="block border-b border-rule pt-3 pb-1.5 last:border-b-0 last:pb-0 md:table-row md:p-0"
          >
            <th
              scope="row"
              className="block pb-1 text-left font-normal md:table-cell md:border-b md:border-rule md:py-4 [tr:last-child_&]:border-b-0 md:align-top"
            >
              <span id={`topic-${topic}`} className="block scroll-mt-8 text-body font-semibold md:text-lead">
                {words.title}
              </span>
              <span className="mt-0.5 block text-small leading-snug">
                <span className="md:block md:text-body">
                  {words.what} {kind ? <span className="text-small text-soft">{kind}.</span> : null}
                </span>{' '}
                <span id={`stops-${topic}`} className="text-soft md:mt-0.5 md:block">
                  <span className="text-ink">{labels.ifOff}</span> {words.stops}
                </span>
              </span>
              {below}
            </th>
            {choices.map((choice) => (
              <td
                key={choice.channel}
                className="block md:table-cell md:w-[9.25rem] md:border-b md:border-rule md:py-2.5 [tr:last-child_&]:border-b-0 md:pl-4 md:align-top"
              >
                <ChoiceSwitch
                  layout="channel"
                  choice={choice}
                  labelledBy={`topic-${topic} channel-${topic}-${choice.channel}`}
                  describedBy={`stops-${topic} note-${topic}-${choice.channel}`}
                  note={
                    <p
                      id={`note-${topic}-${choice.channel}`}
                      className="text-small leading-snug text-soft empty:hidden"
                    >
                      {notes?.[choice.channel]}
                    </p>
                  }
                  lead={
                    <span id={`channel-${topic}-${choice.channel}`} className="choice-lead md:hidden">
                      {titleOf(choice.channel)}
                    </span>
                  }
                  texts={texts}
                  undoLabel={labels.undoOf(`${words.title}, ${titleOf(choice.channel)}`)}
                  change={change}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
