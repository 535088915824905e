/** Plain text of a mail with its URLs as links. The URLs belong to this portal, which wrote the mail. */
export function MailText({ text, language }: { text: string; language: string }) {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/)
  return (
    <div lang={language} className="max-w-measure whitespace-pre-wrap font-read text-read leading-[1.62]">
      {parts.map((part, at) =>
        // Every second part is what the pattern caught. The text never changes, so its order is its identity.
        at % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <a key={at} href={part} className="break-all">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </div>
  )
}
