import type { Transporter } from 'nodemailer'
import type { PortalClient } from '../portal-client.ts'
import type { Subscriber, Subscribers } from './subscribers.ts'

export const newsletter = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const

export type Letter = { from: string; subject: string; text: (to: Subscriber) => string }
export type Sent = { sent: string[]; notSent: { subject: string; reason: string }[] }

type Given = {
  portal: Pick<PortalClient, 'decide' | 'unsubscribeLink'>
  mail: Pick<Transporter, 'sendMail'>
  subscribers: Subscribers
}

/**
 * Sends one message to everybody who wants it when it goes out. The portal is asked right before each message: an
 * older list would include people who have withdrawn since. When the portal does not answer, nothing is sent.
 */
export async function sendNewsletter({ portal, mail, subscribers }: Given, letter: Letter): Promise<Sent> {
  const done: Sent = { sent: [], notSent: [] }
  for (const to of subscribers.all()) {
    const { subject } = to
    if (!subscribers.has(subject)) {
      done.notSent.push({ subject, reason: 'withdrawn meanwhile' })
      continue
    }
    const verdict = await portal.decide({ subject, ...newsletter })
    if (!verdict.allowed) {
      // Only this message may not go out at night; the person still wants the next one.
      if (verdict.reason !== 'quiet-hours') subscribers.drop(subject)
      done.notSent.push({ subject, reason: verdict.reason })
      continue
    }
    const { link, why, headers } = await portal.unsubscribeLink({ subject, ...newsletter })
    await mail.sendMail({
      from: letter.from,
      to: { name: to.name, address: to.email },
      subject: letter.subject,
      // The headers are for the button of the mail program, the link for the reader.
      text: `${letter.text(to)}\n\nWhy did I get this? ${why}\nUnsubscribe: ${link}\n`,
      headers,
    })
    done.sent.push(subject)
  }
  return done
}
