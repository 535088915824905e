/** The files of a draw, as they are named when they are downloaded. */
export const drawFiles = { references: 'references.txt', checkpoint: 'checkpoint.txt' } as const

/** Commands with which an auditor draws a sample again from its two files. A test runs them as they are. */
export const drawCommands = (size: number): string =>
  [
    `seed=$(sha256sum < ${drawFiles.checkpoint} | cut -d ' ' -f 1)`,
    'while read -r reference; do',
    `  rank=$(printf '%s %s' "$seed" "$reference" | sha256sum | cut -d ' ' -f 1)`,
    '  echo "$rank $reference"',
    `done < ${drawFiles.references} | LC_ALL=C sort | head -n ${size} | cut -d ' ' -f 2`,
  ].join('\n')
