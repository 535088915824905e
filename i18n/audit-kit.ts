import { longDate, longMoment } from './dates.ts'
import type { Locale } from './locales.ts'
import { translator } from './translator.ts'

const steps = ['unpack', 'signature', 'sums', 'log', 'proofs', 'receipts', 'sample', 'records'] as const
const folders = ['log', 'proofs', 'requests', 'receipts', 'evidence', 'sample', 'keys'] as const

/** Debian's packages with everything that the commands use. */
const packages =
  'tar gzip coreutils findutils diffutils grep jq openssl openssh-client golang-go golang-golang-x-mod-dev'

/** What the README of a kit says; `domain/assurance/kit` has it. */
type Facts = {
  from: string
  to: string
  day: string
  madeAt: Date
  origin: string
  url: string
  size: number
  counts: Record<'requests' | 'receipts' | 'measurements' | 'entries' | 'proofs' | 'drawn', number>
  fingerprint: string
  hasSample: boolean
  isSample: boolean
  commands: Readonly<Record<(typeof steps)[number], string>>
}

/** The README of an audit kit, as Markdown. */
export function kitReadme(locale: Locale): (facts: Facts) => string {
  const t = translator(locale, 'auditKit')
  return ({ from, to, day, madeAt, url, counts, ...facts }) => {
    const links = { vkey: `${url}/.well-known/audit-log.vkey`, signers: `${url}/policy.git/allowed_signers` }
    const shown = steps.filter((step) => step !== 'sample' || facts.hasSample)
    return [
      `# ${t('readme.title', { from: longDate(locale, from), to: longDate(locale, to) })}`,
      ...(facts.isSample ? [`**${t('readme.sampleData')}**`] : []),
      t('readme.made', { at: longMoment(locale, madeAt), origin: facts.origin, size: facts.size }),
      t('readme.has', counts),
      ...(facts.hasSample ? [] : [t('readme.noSample', { day: longDate(locale, day) })]),
      `## ${t('readme.check')}`,
      t('readme.tools', { packages: `\`${packages}\`` }),
      ...shown.map(
        (step, at) => `${at + 1}. ${t(`readme.steps.${step}`)}\n\n\`\`\`sh\n${facts.commands[step]}\n\`\`\``,
      ),
      t('readme.keys', { ...links, fingerprint: facts.fingerprint }),
      `## ${t('readme.files')}`,
      folders
        .filter((folder) => folder !== 'sample' || facts.hasSample)
        .map((folder) => `- \`${folder}/\`: ${t(`readme.file.${folder}`)}`)
        .join('\n'),
      `## ${t('readme.people')}`,
      `${t('readme.peopleText')}\n`,
    ].join('\n\n')
  }
}
