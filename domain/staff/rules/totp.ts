import { generateSecret, generateSync, generateURI, verifySync } from 'otplib'

const PERIOD_S = 30
const ISSUER = 'Cloudex Learning'

/** A new secret of an authenticator: 160 bits in base32. */
export const newTotpSecret = (): string => generateSecret()

/** The number of the half-minute a moment lies in (RFC 6238). */
export const timeStepOf = (moment: Date) => Math.floor(moment.getTime() / 1000 / PERIOD_S)

/** What an authenticator app is given, by a QR code or by hand. */
export const authenticatorUri = (secret: string, email: string) =>
  generateURI({ issuer: ISSUER, label: email, secret })

/** The six digits of one time step. */
export const codeOfStep = (secret: string, step: number) => generateSync({ secret, epoch: step * PERIOD_S })

/**
 * The time step of a code, one step either way for clock drift; null when it is wrong or not newer than `lastStep`: a
 * code is good once (ASVS 6.5.1). The caller stores the step.
 */
export function acceptedStep(secret: string, code: string, now: Date, lastStep: number): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null
  const epoch = Math.floor(now.getTime() / 1000)
  const checked = verifySync({ strategy: 'totp', secret, token: code, epoch, epochTolerance: PERIOD_S })
  if (!checked.valid || !('timeStep' in checked)) return null
  return checked.timeStep > lastStep ? checked.timeStep : null
}
