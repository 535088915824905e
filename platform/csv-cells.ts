/** The cells of one record, without its line end; quotes taken off, doubled ones made single. */
export function csvCells(record: string, delimiter: string): string[] {
  const cells: string[] = []
  for (let at = 0; ; ) {
    let cell = ''
    if (record[at] === '"') {
      let close = record.indexOf('"', at + 1)
      while (close !== -1 && record[close + 1] === '"') close = record.indexOf('"', close + 2)
      const end = close === -1 ? record.length : close
      cell = record.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
    }
    const next = record.indexOf(delimiter, at)
    // After a closing quote nothing should stand; what does is shown, in a record that is refused.
    cells.push(cell + record.slice(at, next === -1 ? undefined : next))
    if (next === -1) return cells
    at = next + 1
  }
}
