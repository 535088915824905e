/** Where the message went; nothing when this browser does not know. */
export const SentTo = ({ address, label }: { address: string | undefined; label: string }) =>
  address ? (
    <p className="mb-6 text-small break-words text-soft">{label.replace('{email}', address)}</p>
  ) : null
