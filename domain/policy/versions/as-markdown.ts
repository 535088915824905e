import type { Policy } from './read-policy.ts'

/** The policy as Markdown, with the ids of the clauses as anchors. `labels` come from the reader's language. */
export function policyAsMarkdown(policy: Policy, labels: { lastUpdated: string; version: string }): string {
  const lines = [
    `# ${policy.title}`,
    '',
    `${labels.lastUpdated} · ${labels.version} · SHA-256 ${policy.sha256}`,
    '',
    policy.introduction,
  ]
  for (const part of policy.parts) {
    lines.push('', `## ${part.title}`)
    for (const clause of part.clauses)
      lines.push('', `### <a id="${clause.id}"></a>${clause.title}`, '', clause.body)
  }
  return `${lines.join('\n')}\n`
}
