import type { ClauseNote } from '../rules/clause-actions.ts'
import type { Policy } from './read-policy.ts'

type PolicyLabels = {
  lastUpdated: string
  version: string
  /** Whose wording this is; empty for the operator's own document. */
  wording: string
  noteOf: (note: ClauseNote) => string
}

/** The policy as Markdown, with the ids of the clauses as anchors. `labels` come from the reader's language. */
export function policyAsMarkdown(policy: Policy, labels: PolicyLabels): string {
  const lines = [
    `# ${policy.title}`,
    '',
    `${labels.lastUpdated} · ${labels.version} · SHA-256 ${policy.sha256}`,
    ...(labels.wording ? ['', `> ${labels.wording}`] : []),
    '',
    policy.introduction,
  ]
  for (const part of policy.parts) {
    lines.push('', `## ${part.title}`)
    for (const clause of part.clauses) {
      lines.push('', `### <a id="${clause.id}"></a>${clause.title}`, '', clause.body)
      if (clause.note) lines.push('', `> ${labels.noteOf(clause.note)}`)
    }
  }
  return `${lines.join('\n')}\n`
}
