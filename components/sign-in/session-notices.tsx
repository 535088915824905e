import { ForgetUnsent } from '#components/form/unsent-text.tsx'
import { Notice } from '#components/ui/notice.tsx'

type Props = {
  /** Said after a sign-out, which also forgets what was typed. */
  left: string | undefined
  /** Said when a session has ended by itself. */
  ended: { word: string; text: string } | undefined
}

/** Why somebody is on the page of signing in. */
export const SessionNotices = ({ left, ended }: Props) => (
  <>
    {left === undefined ? null : (
      <>
        <ForgetUnsent />
        <Notice role="status" word={left} className="mb-8" />
      </>
    )}
    {ended === undefined ? null : (
      <Notice tone="due" role="status" word={ended.word} className="mb-8">
        {ended.text}
      </Notice>
    )}
  </>
)
