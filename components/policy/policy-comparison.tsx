import type { ComparedClause, Comparison } from '#domain/policy/rules/compare-texts.ts'
import { MarkedWords } from './marked-words.tsx'

type Props = {
  comparison: Comparison
  texts: Record<'added' | 'removed' | 'changed' | 'same' | 'moved' | 'nothing' | 'legend', string>
}

/** Two versions clause by clause: what changed is open, what did not is one line. */
export function PolicyComparison({ comparison, texts }: Props) {
  const { title, introduction, parts, changes } = comparison
  if (changes === 0) return <p>{texts.nothing}</p>
  return (
    <div className="max-w-measure">
      <p className="text-small text-soft">{texts.legend}</p>
      <p className="mt-6 font-read text-part">
        <MarkedWords marks={title} />
      </p>
      <p className="mt-3 font-read text-read leading-[1.62] whitespace-pre-line">
        <MarkedWords marks={introduction} />
      </p>
      {parts.map((part) => (
        <section key={part.id} className="policy-part" aria-labelledby={`${part.id}-compared`}>
          <h2 id={`${part.id}-compared`} className="text-part leading-[1.25]">
            <MarkedWords marks={part.title} />
          </h2>
          {part.clauses.map((clause) => (
            <Compared key={clause.id} clause={clause} word={wordFor(clause, texts)} />
          ))}
        </section>
      ))}
    </div>
  )
}

const wordFor = ({ state, moved }: ComparedClause, texts: Props['texts']) =>
  moved ? (state === 'same' ? texts.moved : `${texts.moved} · ${texts[state]}`) : texts[state]

function Compared({ clause, word }: { clause: ComparedClause; word: string }) {
  const isSame = clause.state === 'same'
  return (
    <section className="clause" id={clause.id} aria-labelledby={`${clause.id}-compared`}>
      <h3 id={`${clause.id}-compared`} className="font-ui text-lead leading-[1.35] tracking-normal">
        <MarkedWords marks={clause.title} />
      </h3>
      <p className={`text-small ${isSame && !clause.moved ? 'text-soft' : 'font-semibold'}`}>{word}</p>
      {isSame ? null : (
        <p className="mt-2 font-read text-read leading-[1.62] whitespace-pre-line">
          <MarkedWords marks={clause.body} />
        </p>
      )}
    </section>
  )
}
