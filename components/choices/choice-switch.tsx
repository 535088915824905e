'use client'

import { type ReactNode, type SubmitEvent, useRef } from 'react'
import { switchFragment } from '#domain/consent/rules/catalogue.ts'
import { type ChoiceTexts, opposite, type ShownChoice } from './choice-texts.ts'
import { type ChangeChoice, choiceFields, useChoice } from './use-choice.ts'

type Props = {
  choice: ShownChoice
  /** Ids of what names it: the topic and the channel, or the purpose. */
  labelledBy: string
  describedBy?: string
  /** The label beside the switch: the channel, on a phone. */
  lead?: ReactNode
  /** What else is to be known of it, below it. */
  note?: ReactNode
  texts: ChoiceTexts
  undoLabel: string
  change: ChangeChoice
  /** `channel`: a cell of the table of topics. `purpose`: beside the title of a purpose. */
  layout: 'channel' | 'purpose'
}

/**
 * A switch that shows its state in words and saves at once. One line below is always reserved, so that nothing moves.
 * Without script it is a button that posts its form: granting and withdrawing take one click each.
 */
export function ChoiceSwitch(props: Props) {
  const { choice, labelledBy, describedBy, lead, note, texts, undoLabel, change, layout } = props
  const { action, stands, shown, said, turn } = useChoice(choice, change)
  const knob = useRef<HTMLButtonElement>(null)
  const on = shown === 'granted'
  const canUndo = said === 'saved'
  const asShown = stands.seq === choice.seq
  const wrong = said !== undefined && !['saving', 'saved', 'undone'].includes(said)

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { submitter } = event.nativeEvent
    const undo = submitter instanceof HTMLButtonElement && submitter.value === 'undo'
    // The pressed button is about to be removed: keep the focus on its switch.
    if (undo) knob.current?.focus()
    turn(undo ? 'undo' : 'choices')
  }

  return (
    <>
      <form
        action={action}
        onSubmit={onSubmit}
        className={layout === 'channel' ? 'choice-channel' : 'choice-purpose'}
      >
        {choiceFields({ ...choice, ...stands }, opposite(stands.decision)).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {lead}
        <button
          id={switchFragment(choice.name)}
          ref={knob}
          type="submit"
          name="origin"
          value="choices"
          role="switch"
          aria-checked={on}
          aria-labelledby={labelledBy}
          aria-describedby={describedBy}
          className="choice-knob group -mx-1 flex min-h-11 md:min-h-12 scroll-mt-24 cursor-pointer items-center gap-2.5 rounded-ui px-1 text-left"
        >
          <span aria-hidden="true" className="switch-track" data-on={on} />
          <span aria-hidden="true" className="choice-state">
            <span data-shown={on}>{texts.on}</span>
            <span data-shown={!on}>{texts.off}</span>
          </span>
        </button>
        <div className="choice-said">
          <span role="status" className={wrong ? 'font-semibold text-due' : 'empty:-mr-3.5'}>
            {said ? texts[said] : null}
          </span>
          {on && !said ? <span>{asShown ? choice.until : choice.untilIfGranted}</span> : null}
          {said === 'signedOut' ? <a href={texts.signIn.href}>{texts.signIn.label}</a> : null}
          {canUndo ? (
            <button type="submit" name="origin" value="undo" aria-label={undoLabel} className="text-button">
              {texts.undo}
            </button>
          ) : null}
        </div>
        {note}
      </form>
      {on && asShown && choice.below ? <div className="choice-below">{choice.below}</div> : null}
    </>
  )
}
