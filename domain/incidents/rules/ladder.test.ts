import { expect, test } from 'vitest'
import { afterStep, type Ladder, type LadderStep, ladderOf, newLadder, nextDuty, statusOf } from './ladder.ts'

const [first, second] = ['officer-1', 'officer-2']
const step = (name: LadderStep['step'], duty: LadderStep['duty'] = null, staffId = first): LadderStep => ({
  step: name,
  duty,
  staffId,
})
const ladder = (...steps: LadderStep[]) => ladderOf([step('open'), ...steps])
const listed = [step('list-people'), step('write-notice')]
const two = { twoDecide: true }

test.each<[string, Ladder, string, string | null]>([
  ['open', ladder(), 'open', 'authority'],
  ['authority told', ladder(step('notify-authority')), 'authority-notified', 'subjects'],
  [
    'no notice to the authority',
    ladder(step('propose-no-notice', 'authority'), step('confirm-no-notice', 'authority', second)),
    'authority-notified',
    'subjects',
  ],
  ['a proposal alone settles nothing', ladder(step('propose-no-notice', 'authority')), 'open', 'authority'],
  [
    'persons told',
    ladder(...listed, step('notify-authority'), step('notify-subjects')),
    'subjects-notified',
    null,
  ],
  [
    'closed',
    ladder(...listed, step('notify-authority'), step('notify-subjects'), step('close')),
    'closed',
    null,
  ],
])('%s', (_, given, status, duty) => {
  expect(statusOf(given)).toBe(status)
  expect(nextDuty(given)).toBe(duty)
})

test.each<[string, Ladder, LadderStep, string]>([
  ['persons are told after the authority', ladder(...listed), step('notify-subjects'), 'not-now'],
  ['persons are told from a list', ladder(step('notify-authority')), step('notify-subjects'), 'no-list'],
  [
    'and with words',
    ladder(step('list-people'), step('notify-authority')),
    step('notify-subjects'),
    'no-notice',
  ],
  ['the authority is told once', ladder(step('notify-authority')), step('notify-authority'), 'not-now'],
  ['a list is never replaced', ladder(...listed), step('list-people'), 'not-now'],
  [
    'nothing is closed before both duties are settled',
    ladder(step('notify-authority')),
    step('close'),
    'not-now',
  ],
  [
    'who proposed does not confirm',
    ladder(step('propose-no-notice', 'authority')),
    step('confirm-no-notice', 'authority'),
    'second-person',
  ],
  [
    'what was not proposed is not confirmed',
    ladder(),
    step('confirm-no-notice', 'authority', second),
    'not-now',
  ],
  ['a proposal is for the next duty', ladder(), step('propose-no-notice', 'subjects'), 'not-now'],
  [
    'a closed incident stays as it is',
    ladder(...listed, step('notify-authority'), step('notify-subjects'), step('close')),
    step('amend'),
    'not-now',
  ],
])('%s', (_, given, next, fault) => {
  expect(afterStep(given, next, two)).toBe(fault)
})

test('an officer confirms their own proposal where no second person is required', () => {
  const proposed = ladder(step('propose-no-notice', 'authority'))
  expect(afterStep(proposed, step('confirm-no-notice', 'authority'), { twoDecide: false })).toMatchObject({
    authority: 'not-needed',
  })
})

test('a rejected proposal leaves the duty open, and a notice can be given over a proposal', () => {
  const proposed = step('propose-no-notice', 'authority')
  expect(ladder(proposed, step('reject-no-notice', 'authority', second))).toEqual(newLadder)
  expect(ladder(proposed, step('notify-authority'))).toMatchObject({ authority: 'told', proposedBy: null })
})
