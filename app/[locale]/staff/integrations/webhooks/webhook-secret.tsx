import { SecretShown, type SecretTexts } from '#components/form/secret-shown.tsx'
import { CodeSample } from '../code-sample.tsx'

export type WebhookSecretTexts = SecretTexts & { check: string; checkNote: string }

// What docs/operations.md says at length.
const check = [
  `const key = Buffer.from(secret.slice('whsec_'.length), 'base64')`,
  `const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.')`,
  `const expected = Buffer.from('v1,' + createHmac('sha256', key).update(signed).digest('base64'))`,
  `const given = headers['webhook-signature'].split(' ').map((one) => Buffer.from(one))`,
  `const ok = given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))`,
]

/** A webhook's secret, this once, with what the receiver does with it. */
export function WebhookSecret(props: { secret: string; texts: WebhookSecretTexts; keptPath: string }) {
  return (
    <SecretShown {...props}>
      <CodeSample label={props.texts.check} lines={check} />
      <p className="mt-3 max-w-measure text-small text-soft">{props.texts.checkNote}</p>
    </SecretShown>
  )
}
