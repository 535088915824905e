import { purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import { actionWords, wordsByAction } from './audit-actions.ts'
import { type ChoiceTitles, choiceTitle, noTitles } from './choice-title.ts'
import { type Locale, locales } from './locales.ts'
import { messages } from './messages.ts'

type Words = Record<string, string>

/** What actions are called to the person whose data it is: most as in the audit log, some with “you”. */
const ownActions = new Map<Locale, Words>(
  locales.map((locale) => [
    locale,
    {
      ...actionWords(locale),
      ...stepActions(locale),
      ...wordsByAction(messages[locale].dataMap.codes.actions),
    },
  ]),
)

/** By set, what its codes are called in a language. */
const sets = {
  languages: (locale) => messages[locale].history.languages,
  purposes: (locale) =>
    Object.fromEntries(purposeCodes.map((code) => [code, messages[locale].purposes[code].title])),
  topics: (locale) =>
    Object.fromEntries(
      topicCodes.map((code) => [code, messages[locale].purposes.communication.topics[code].title]),
    ),
  channels: (locale) => messages[locale].choices.channels,
  decisions: (locale) => ({
    granted: messages[locale].history.granted,
    withdrawn: messages[locale].history.withdrawn,
  }),
  origins: (locale) => messages[locale].history.origins,
  signals: (locale) => ({ gpc: messages[locale].history.signalOn }),
  actors: (locale) => messages[locale].history.actors,
  kinds: (locale) => kindTitles(locale),
  statuses: (locale) => messages[locale].case.status,
  steps: (locale) => messages[locale].case.timeline,
  authors: (locale) => messages[locale].case.messages.author,
  mediaTypes: (locale) => {
    const { pdf, png, jpeg, text } = messages[locale].case.files.types
    return { 'application/pdf': pdf, 'image/png': png, 'image/jpeg': jpeg, 'text/plain': text }
  },
  erasures: (locale) => messages[locale].erasure.staff.run,
  copies: (locale) => messages[locale].dataPackage.staff.states,
  copiedItems: (locale) => messages[locale].dataPackage.file.states,
  erasedItems: (locale) => messages[locale].erasure.certificate.states,
  sources: (locale) => messages[locale].dataMap.sources,
  items: (locale) =>
    Object.fromEntries(
      Object.entries(messages[locale].dataMap.items).map(([table, title]) => [
        `portal.${table.replaceAll('_', '-')}`,
        title,
      ]),
    ),
  mails: (locale) => messages[locale].undeliveredMail.kinds,
  mailReasons: (locale) => messages[locale].undeliveredMail.reasons,
  events: (locale) =>
    Object.fromEntries(
      Object.entries(messages[locale].integrations.hooks.event).map(([code, { word }]) => [
        code.replace('-', '.'),
        word,
      ]),
    ),
  outcomes: (locale) => messages[locale].integrations.outcome.codes,
  actions: (locale) => ownActions.get(locale) ?? {},
  reasons: (locale) => ({
    ...requestKinds(locale),
    ...messages[locale].case.disclosures.reasons,
    ...messages[locale].case.refusals,
    ...messages[locale].dataMap.sources,
    ...messages[locale].dataMap.codes.reasons,
  }),
  resources: (locale) => messages[locale].dataMap.codes.resources,
  signIn: (locale) => messages[locale].dataMap.codes.signIn,
  verifications: (locale) => messages[locale].dataMap.codes.verifications,
  subjectSources: (locale) => messages[locale].dataMap.codes.subjectSources,
  capacities: (locale) => messages[locale].dataMap.codes.capacities,
  representationEnds: (locale) => messages[locale].dataMap.codes.representationEnds,
  variants: (locale) => messages[locale].dataMap.codes.variants,
  requestChannels: (locale) => messages[locale].dataMap.codes.requestChannels,
  mailStates: (locale) => messages[locale].dataMap.codes.mailStates,
  failures: (locale) => messages[locale].dataMap.codes.failures,
  records: (locale) => messages[locale].dataMap.codes.records,
  callTypes: (locale) => messages[locale].dataMap.codes.callTypes,
  callStatuses: (locale) => messages[locale].dataMap.codes.callStatuses,
  changeKinds: (locale) => messages[locale].dataMap.codes.changeKinds,
  changeStates: (locale) => messages[locale].dataMap.codes.changeStates,
  recipientStates: (locale) => messages[locale].dataMap.codes.recipientStates,
  findings: (locale) => messages[locale].case.disclosures.findings,
} satisfies Record<string, (locale: Locale) => Words>

type CodeSet = keyof typeof sets

/** The columns of the portal's tables with codes, by name or by `table.column`; `null`: text, a name or an id. */
export const codeColumns: Record<string, CodeSet | null> = {
  locale: 'languages',
  purpose: 'purposes',
  'verification.purpose': 'verifications',
  topic: 'topics',
  channel: 'channels',
  'request.channel': 'requestChannels',
  decision: 'decisions',
  origin: 'origins',
  signal: 'signals',
  capacity: 'capacities',
  ended: 'representationEnds',
  actor_kind: 'actors',
  filed_by_kind: 'actors',
  kind: 'kinds',
  variant: 'variants',
  status: 'statuses',
  from_status: 'statuses',
  to_status: 'statuses',
  step: 'steps',
  author: 'authors',
  media_type: 'mediaTypes',
  'subject.source': 'subjectSources',
  method: 'signIn',
  provider: 'sources',
  'erasure_run.state': 'erasures',
  'erasure_item.state': 'erasedItems',
  'erasure_item.source': 'sources',
  'data_package.state': 'copies',
  'data_package_item.state': 'copiedItems',
  'data_package_item.source': 'sources',
  'data_package_item.code': 'failures',
  'erasure_item.code': 'failures',
  'source_call.source': null,
  'source_call.type': 'callTypes',
  'source_call.status': 'callStatuses',
  'source_change.kind': 'changeKinds',
  'source_change.source': 'sources',
  'source_change.state': 'changeStates',
  'source_change.code': 'failures',
  'source_change.field': null,
  'recipient_notice.state': 'recipientStates',
  'recipient_notice.country': null,
  finding: 'findings',
  corrects: null,
  item: 'items',
  record: 'records',
  event: 'events',
  last_outcome: 'outcomes',
  task: 'mails',
  'undelivered_mail.state': 'mailStates',
  'undelivered_mail.reason': 'mailReasons',
  'undelivered_mail.code': null,
  action: 'actions',
  'audit_event.reason': 'reasons',
  'person_lookup.found_by': 'reasons',
  'person_lookup.reason': 'reasons',
  resource: 'resources',
  external_id: null,
  event_id: null,
  request_id: null,
  reference: null,
  return_to: null,
  name: null,
  note: null,
}

/** The set of a column's codes; undefined: the column is not named. */
export function codeSetOf(table: string, column: string): CodeSet | null | undefined {
  const own = codeColumns[`${table}.${column}`]
  return own === undefined ? codeColumns[column] : own
}

type Place = { table: string; column: string; titles?: ChoiceTitles }

/** What a code of the portal is called, a purpose or topic as the operator calls it; the value itself where it has no words. */
export function codeWord(locale: Locale, { table, column, titles = noTitles }: Place, value: string): string {
  const set = codeSetOf(table, column)
  if (!set) return value
  const own = set === 'topics' ? titles.get(`communication/${value}`) : undefined
  const title = set === 'purposes' ? titles.get(value) : own
  if (title !== undefined) return title
  // Some codes say what they are about after a colon: `request:ID`, `staff:ID`, `platform:settings`.
  const [area = '', place = ''] = value.split(':')
  const words: Words = sets[set](locale)
  const word = words[value] ?? words[area]
  if (word !== undefined) return set === 'origins' && place ? `${word}: ${place}` : word
  const moved = value.match(/^(\d{4}-\d{2}-\d{2})>(\d{4}-\d{2}-\d{2})$/)
  if (moved) return `${moved[1]} → ${moved[2]}`
  return messages[locale].dataMap.codes.resources[area as 'staff'] ?? value
}

/** What the name of a field in the audit log says: a choice, or a part of a record. */
export function changedFieldWord(locale: Locale, name: string, titles: ChoiceTitles): string {
  const words: Words = messages[locale].dataMap.codes.fields
  const [purpose = '', topic = '', channel = ''] = name.split('/')
  return words[name] ?? choiceTitle(locale, { purpose, topic, channel }, titles)
}

function kindTitles(locale: Locale): Words {
  const { requests, requestForm } = messages[locale]
  const rights = Object.entries(requests.rights).map(([right, { title }]) => [right, title])
  return { ...Object.fromEntries(rights), question: requestForm.questionTitle }
}

/** Kinds with their ground: `erasure/wish`. */
const requestKinds = (locale: Locale): Words =>
  Object.fromEntries(
    Object.entries(messages[locale].case.kinds).map(([kind, title]) => [kind.replace('-', '/'), title]),
  )

function stepActions(locale: Locale): Words {
  const { timeline } = messages[locale].case
  return Object.fromEntries(Object.entries(timeline).map(([step, word]) => [`request.${step}`, word]))
}
