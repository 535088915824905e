import type { ContactView } from './staff-request-views.ts'

type Contact = { fullName: string | null; email: string | null; phone: string | null }

const first = (text: string) => [...text][0] ?? ''

const maskName = (name: string) =>
  name
    .split(' ')
    .map((part) => `${first(part)}…`)
    .join(' ')

/** The domain stays: it tells staff whether it is one of ours. */
const maskEmail = (email: string) => `${first(email)}…@${email.slice(email.lastIndexOf('@') + 1)}`
const maskPhone = (phone: string) => `${phone.slice(0, 2)}…${phone.slice(-2)}`

/** What staff see before they say why they need more: enough to tell two people apart, not to reach or name them. */
export function maskedContact({ fullName, email, phone }: Contact): ContactView {
  return {
    masked: true,
    fullName: fullName && maskName(fullName),
    email: email && maskEmail(email),
    phone: phone && maskPhone(phone),
    revealedUntil: null,
  }
}

export function openContact({ fullName, email, phone }: Contact, until: Date): ContactView {
  return { masked: false, fullName, email, phone, revealedUntil: until.toISOString() }
}
