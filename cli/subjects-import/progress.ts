type Sink = { isTTY?: boolean; columns?: number; write(text: string): unknown }
export type Progress = { show(done: { rows: number; bytes: number }): void; end(): void }

const WIDTH = 30
const often = 200
const seldom = 10_000

/** Progress of the import: a bar on a terminal, a line every ten seconds in a log. */
export function openProgress(
  totalBytes: number,
  { sink = process.stderr as Sink, now = () => performance.now() } = {},
): Progress {
  const began = now()
  const live = sink.isTTY === true
  let shownAt = live ? Number.NEGATIVE_INFINITY : began
  return {
    show({ rows, bytes }) {
      if (now() - shownAt < (live ? often : seldom)) return
      shownAt = now()
      const share = totalBytes === 0 ? 1 : Math.min(bytes / totalBytes, 1)
      const text = progressText({ rows, share, seconds: (now() - began) / 1000 })
      if (!live) return void sink.write(`${text}\n`)
      const filled = Math.round(share * WIDTH)
      sink.write(`\r\x1b[2K[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${text}`)
    },
    end() {
      if (live) sink.write('\r\x1b[2K')
    },
  }
}

export function progressText(done: { rows: number; share: number; seconds: number }): string {
  const { rows, share, seconds } = done
  const rate = seconds > 0 ? Math.round(rows / seconds) : 0
  const left = share > 0 ? duration((seconds / share) * (1 - share)) : '…'
  const number = (value: number) => value.toLocaleString('en-US')
  return `${Math.floor(share * 100)} %  ${number(rows)} rows  ${number(rate)} a second  ${left} left`
}

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
