import { createPublicKey } from 'node:crypto'
import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { operatorAt, operatorRecords } from '#domain/policy/operator/record-operator.ts'
import type { PolicyText } from '#domain/policy/rules/policy-text.ts'
import { listVersions, type VersionEntry } from '#domain/policy/versions/read-policy.ts'
import { readVersionTexts } from '#domain/policy/versions/read-version-texts.ts'
import { signForSsh, sshPublicKey } from '#platform/crypto/ssh-signature.ts'
import { openGitObjects } from '#platform/git-objects.ts'
import { GIT_NAMESPACE } from '../record/ssh-signer.ts'

/** The branch of the repository. */
const main = 'refs/heads/main'

/** Made once for a state of the list of versions: published versions never change. */
let kept: { state: string; files: ReadonlyMap<string, Buffer> } | undefined

/**
 * A file of the policy as a git repository: one commit and one signed tag a version, Markdown in three languages with one
 * sentence a line. It is made from the published versions alone, so every instance gives the same bytes. Null where there is no
 * such file. Throws `Denied`.
 */
export async function policyGitFile(ctx: Context, path: string): Promise<Buffer | null> {
  authorize(ctx.actor, 'policy.read')
  const versions = (await listVersions(ctx, 'en')).toReversed()
  const state = JSON.stringify([
    ctx.services.env.APP_URL,
    versions.map(({ version, sha256 }) => [version, sha256]),
  ])
  if (kept?.state !== state) kept = { state, files: await buildRepository(ctx, versions) }
  return kept.files.get(path) ?? null
}

async function buildRepository(ctx: Context, versions: readonly VersionEntry[]) {
  const git = openGitObjects()
  const operators = await ctx.transaction(operatorRecords)
  const summaries = await Promise.all(locales.map((locale) => listVersions(ctx, locale)))
  const signerAt = ctx.services.keys.signers()
  const keys = ctx.services.keys.publicKeys()
  let parent: string | null = null
  for (const { version, publishedAt, lastUpdatedOn, sha256 } of versions) {
    const texts = await readVersionTexts(ctx.database.db, version)
    const at = new Date(publishedAt ?? `${lastUpdatedOn}T00:00:00Z`)
    // Who published it then: a commit stays the same when the operator's details change.
    const { operator } = operatorAt(operators, at)
    const by = { name: operator.name.en, email: operator.email, at }
    const blobs = locales.map((locale) => [`${locale}.md`, git.blob(sentenceLines(texts[locale], locale))])
    const said = summaries.flatMap((list) => list.find((one) => one.version === version)?.summary ?? [])
    const message = `Version ${version}\n\n${said.join('\n\n')}\n\nSHA-256: ${sha256}\n`
    const commit: string = git.commit({ tree: git.tree(Object.fromEntries(blobs)), parent, by, message })
    const name = `v${version}`
    // The key of that day: the tag stays the same after a rotation.
    const signer = signerAt(at)
    const pem = keys.find(({ id }) => id === signer.keyId)?.pem ?? ''
    const sign = (text: Buffer) =>
      signForSsh(text, { sign: signer.sign, publicKey: createPublicKey(pem), namespace: GIT_NAMESPACE })
    git.ref(`refs/tags/${name}`, git.tag({ name, commit, by, message, sign }))
    parent = commit
  }
  if (parent !== null) git.ref(main, parent)
  const signers = keys.map(
    ({ pem }) => `policy namespaces="${GIT_NAMESPACE}" ${sshPublicKey(createPublicKey(pem))}\n`,
  )
  return new Map([...git.files(main), ['allowed_signers', Buffer.from(signers.join(''))]])
}

/** A version as Markdown with one sentence a line, so that `git log -p` shows what changed in a sentence. */
export function sentenceLines(text: PolicyText, locale: Locale): string {
  const segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' })
  const inSentences = (body: string) =>
    body.split(/\n\n+/).map((paragraph) =>
      [...segmenter.segment(paragraph.replace(/\n/g, ' '))]
        .map(({ segment }) => segment.trim())
        .filter(Boolean)
        .join('\n'),
    )
  const blocks = [
    `# ${text.title}`,
    ...inSentences(text.introduction),
    ...text.parts.flatMap((part) => [
      `## ${part.title}`,
      ...part.clauses.flatMap(({ id, title, body }) => [
        `### <a id="${id}"></a>${title}`,
        ...inSentences(body),
      ]),
    ]),
  ]
  return `${blocks.join('\n\n')}\n`
}
