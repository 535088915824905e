type Sources = { dev: boolean; formTargets: readonly string[] }

const common = ({ formTargets }: { formTargets: readonly string[] }) => [
  "img-src 'self' data:",
  "font-src 'self'",
  `form-action ${["'self'", ...formTargets].join(' ')}`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
]

/** For a page rendered for one request. The framework reads the nonce from it and puts it on its own scripts. */
export function dynamicPolicy(nonce: string, sources: Sources): string {
  const { dev } = sources
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    // A nonce would switch 'unsafe-inline' off, which hot reload needs for its styles.
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "manifest-src 'self'",
    ...common(sources),
  ].join('; ')
}

/** For a page without a nonce: no script but the one whose hash is given, styles from files and by hash. */
export function fixedPolicy(given: {
  scriptHash?: string
  styleHash?: string
  formTargets: readonly string[]
}) {
  return [
    "default-src 'none'",
    `script-src ${given.scriptHash ? `'${given.scriptHash}'` : "'none'"}`,
    `style-src 'self'${given.styleHash ? ` '${given.styleHash}'` : ''}`,
    "connect-src 'none'",
    "manifest-src 'self'",
    ...common(given),
  ].join('; ')
}

/** For what is not a page: data, files, health. */
export const dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const refused = ['accelerometer', 'autoplay', 'camera', 'display-capture', 'encrypted-media', 'fullscreen']
refused.push(
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
)
const passkeys = ['publickey-credentials-create', 'publickey-credentials-get']
refused.push(...passkeys, 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking')

const permissionsPolicy = (allowed: readonly string[]) =>
  refused.map((feature) => `${feature}=(${allowed.includes(feature) ? 'self' : ''})`).join(', ')

/** The `Permissions-Policy` of a page on which people use passkeys. */
export const policyWithPasskeys = permissionsPolicy(passkeys)

/** Headers of every response (ASVS 3.4). HSTS only where the portal is reached over TLS. */
export function securityHeaders(appUrl: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': permissionsPolicy([]),
    'x-frame-options': 'DENY',
    ...(appUrl.startsWith('https:') && {
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    }),
  }
}
