import { randomBytes } from 'node:crypto'
import type { Locale } from '../../i18n/locales.ts'
import type { Portal } from '../people.ts'
import type { Cookies } from './posted.ts'

/** A page with forms, created for one attempt: its path, the browser, and whose records it could touch. */
export type Opened = {
  path: string
  cookies: Cookies
  ids: string[]
  /** Valid values by field, over `soundValues`; files are sent only where `files` is here. */
  sound?: Record<string, string>
  /** Selector of the part whose forms are meant, on a page that lists what others asked too. */
  within?: string
}

/** A page with forms, created again after every attempt that changed something. */
export type Place = {
  /** The page's folder below `app/[locale]`; with its face, where the same page has other forms for others. */
  page: string
  face?: string
  /** The actions whose forms are on the page; `export` is a route. */
  actions: readonly string[]
  open: (portal: Portal, locale: Locale) => Promise<Opened>
  /** Submitting twice is meant: a message sent again, a new link. */
  repeats?: true
}

/** A document for a form that is refused without one: the value of its field `files`. */
export const document = '%PDF-1.7\n%%EOF\n'

export const somebody = () => `form-${randomBytes(6).toString('hex')}@example.test`

const DAY = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10)

/** A valid value for a field of this name, on any form. */
export const soundValues = (): Record<string, string> => ({
  fullName: 'Асхат Өтеген',
  phone: '+7 701 123 45 67',
  email: somebody(),
  code: '123456',
  password: 'қызыл алма, жасыл шай',
  message: 'Сәлеметсіз бе',
  item: 'Тегі',
  person: somebody(),
  'correct-value': 'Өтеген',
  value: 'Өтеген Асхат',
  circumstances: 'Келісім бермедім',
  scope: 'Бәрі',
  note: 'Ескертпе',
  answer: 'Сіз сұрағансыз, сондықтан ашылды',
  source: 'ҚР ҮҚ',
  date: '2033-03-11',
  receivedOn: daysAgo(2),
  proved: 'yes',
  roles: 'support',
  doneOn: daysAgo(30),
  endsOn: '',
  search: 'CX-0000-00',
})
