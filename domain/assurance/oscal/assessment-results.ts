import type { EvidenceId } from '../rules/evidence.ts'
import { type EvidenceState, gravestOf } from '../rules/judge.ts'
import { isPartWithheld } from '../rules/withhold.ts'
import type { ClauseView, EvidenceView, TrustView } from '../trust/read-trust.ts'
import {
  catalogUrl,
  metadata,
  type OscalMetadata,
  type OscalProperty,
  statementId,
  uuidOf,
} from './oscal-document.ts'

/** The words of one evidence: its title, what is counted, and what counts as kept. */
export type EvidenceWords = { title: string; counts: string; rule: string }

type Given = {
  appUrl: string
  now: Date
  trust: TrustView
  words: (view: EvidenceView) => EvidenceWords
}

type Measured = EvidenceView & { measuredAt: string; expiresAt: string }

type Observation = {
  uuid: string
  title: string
  description: string
  props: OscalProperty[]
  methods: ['TEST']
  'relevant-evidence'?: { href: string; description: string }[]
  collected: string
  expires: string
  remarks: string
}

type Finding = {
  uuid: string
  title: string
  description: string
  target: {
    type: 'statement-id'
    'target-id': string
    status: { state: 'satisfied' | 'not-satisfied'; reason: 'pass' | 'fail' }
  }
  'related-observations': { 'observation-uuid': string }[]
}

type Result = {
  uuid: string
  title: string
  description: string
  start: string
  end: string
  'reviewed-controls': {
    'control-selections': {
      description: string
      links: { href: string; rel: string }[]
      'include-controls': { 'control-id': string }[]
    }[]
  }
  observations?: Observation[]
  findings?: Finding[]
  remarks: string
}

export type AssessmentResults = {
  'assessment-results': {
    uuid: string
    metadata: OscalMetadata
    'import-ap': { href: string }
    results: [Result]
    'back-matter': {
      resources: { uuid: string; title: string; description: string; rlinks: { href: string }[] }[]
    }
  }
}

/**
 * What is measured now as OSCAL assessment results: an observation for each value, with the time at which it expires, and a
 * finding for each clause whose values say that it is kept or broken. A clause of which nothing is known has no finding.
 */
export function assessmentResultsOf(given: Given): AssessmentResults {
  const { appUrl, now } = given
  const result = resultOf(given)
  const plan = uuidOf(appUrl, 'how clauses are measured')
  return {
    'assessment-results': {
      uuid: uuidOf(appUrl, 'assessment results', JSON.stringify(result)),
      metadata: metadata(
        'What is measured of the clauses of the privacy policy',
        result.end,
        now.toISOString(),
      ),
      'import-ap': { href: `#${plan}` },
      results: [result],
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: 'How each clause is measured',
            description:
              'The portal measures by itself and has no assessment plan as an OSCAL document. What is counted, what counts as kept and how to check it is beside each value on this page.',
            rlinks: [{ href: `${appUrl}/en/trust` }, { href: catalogUrl(appUrl) }],
          },
        ],
      },
    },
  }
}

function resultOf({ appUrl, now, trust, words }: Given): Result {
  const measured = measuredIn(trust.clauses)
  const times = [...measured.values()].map(({ measuredAt }) => measuredAt).sort()
  const observations = [...measured.values()].map((view) => observationOf(appUrl, view, words(view)))
  const findings = trust.clauses.flatMap((clause) => findingOf(appUrl, clause, measured) ?? [])
  const withEvidence = trust.clauses.filter(({ evidence }) => evidence.length > 0)
  return {
    uuid: uuidOf(
      appUrl,
      'result',
      ...[...measured.values()].flatMap((view) => [view.measuredAt, view.state]),
    ),
    title: 'Newest measurements',
    description: trust.sample
      ? 'SAMPLE: the people and records are invented. Each value was measured by the portal from its records.'
      : 'Each value was measured by the portal from its records.',
    start: times[0] ?? now.toISOString(),
    end: times.at(-1) ?? now.toISOString(),
    'reviewed-controls': {
      'control-selections': [
        {
          description: 'The clauses that have evidence.',
          links: [{ href: catalogUrl(appUrl), rel: 'reference' }],
          'include-controls': withEvidence.map(({ clause }) => ({ 'control-id': clause })),
        },
      ],
    },
    ...(observations.length > 0 ? { observations } : {}),
    ...(findings.length > 0 ? { findings } : {}),
    remarks: remarksOf(trust.clauses),
  }
}

/** Each evidence once, although two clauses may have the same. */
function measuredIn(clauses: readonly ClauseView[]): Map<EvidenceId, Measured> {
  const views = clauses.flatMap(({ evidence }) => evidence)
  return new Map(
    views.filter((view): view is Measured => view.measuredAt !== null).map((view) => [view.id, view]),
  )
}

const observationUuid = (appUrl: string, { id, measuredAt }: Measured) =>
  uuidOf(appUrl, 'observation', id, measuredAt)

function observationOf(appUrl: string, view: Measured, { title, counts, rule }: EvidenceWords): Observation {
  const { id, kind, state, from, withheld, figures, sha256, measuredAt, expiresAt } = view
  const property = (name: string, value: string): OscalProperty => ({ name, ns: `${appUrl}/en/trust`, value })
  const counted = Object.entries(figures ?? {}).flatMap(([name, value]) => {
    const shown = isPartWithheld(kind, name, value) ? 'withheld' : value
    return shown === null ? [] : [property(name, String(shown))]
  })
  const proof = {
    href: `${appUrl}/api/v1/trust/${id}/proof`,
    description: 'Proof that the measurement is in the audit log.',
  }
  return {
    uuid: observationUuid(appUrl, view),
    title,
    description: counts,
    props: [
      property('evidence', id),
      property('state', state),
      ...(from === null ? [] : [property('from', from)]),
      ...counted,
      ...(sha256 === null ? [] : [property('sha256', sha256)]),
    ],
    methods: ['TEST'],
    ...(sha256 === null ? {} : { 'relevant-evidence': [proof] }),
    collected: measuredAt,
    expires: expiresAt,
    remarks: withheld ? `${rule} The group is smaller than ten, so figures are withheld.` : rule,
  }
}

const statuses: Record<EvidenceState, Finding['target']['status'] | null> = {
  kept: { state: 'satisfied', reason: 'pass' },
  due: { state: 'satisfied', reason: 'pass' },
  broken: { state: 'not-satisfied', reason: 'fail' },
  unknown: null,
  neutral: null,
}

const descriptions: Record<EvidenceState, string> = {
  kept: 'The values say that the clause is kept.',
  due: 'The values say that the clause is kept; something runs out soon.',
  broken: 'At least one value says that the clause is not kept.',
  unknown: '',
  neutral: '',
}

function findingOf(
  appUrl: string,
  { clause, evidence }: ClauseView,
  measured: ReadonlyMap<EvidenceId, Measured>,
): Finding | null {
  const state = gravestOf(evidence.map((view) => view.state))
  const status = state && statuses[state]
  if (!state || !status) return null
  const observed = evidence.flatMap(({ id }) => measured.get(id) ?? [])
  return {
    uuid: uuidOf(appUrl, 'finding', clause, state, ...observed.map(({ measuredAt }) => measuredAt)),
    title: clause,
    description: descriptions[state],
    target: { type: 'statement-id', 'target-id': statementId(clause), status },
    'related-observations': observed.map((view) => ({ 'observation-uuid': observationUuid(appUrl, view) })),
  }
}

function remarksOf(clauses: readonly ClauseView[]): string {
  const named = (which: (clause: ClauseView) => boolean) =>
    clauses
      .filter(which)
      .map(({ clause }) => clause)
      .join(', ') || 'none'
  const stateOf = ({ evidence }: ClauseView) => gravestOf(evidence.map(({ state }) => state))
  return [
    `Clauses that are not measured yet: ${named(({ evidence }) => evidence.length === 0)}.`,
    `Clauses with a value that is missing or has expired: ${named((one) => stateOf(one) === 'unknown')}.`,
    `Clauses whose values are shown and not judged: ${named((one) => stateOf(one) === 'neutral')}.`,
  ].join(' ')
}
