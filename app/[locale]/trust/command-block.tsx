/** A command for a terminal, with what it does and what it must say. */
export function CommandBlock({ text, command }: { text: string; command: string }) {
  return (
    <div className="mt-2">
      <p className="text-soft">{text}</p>
      <pre className="command">
        <code>{command}</code>
      </pre>
    </div>
  )
}
