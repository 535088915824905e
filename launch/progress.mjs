const quiet = 2000

/**
 * Does one step of a command. Past two seconds it says what it does and for how long; on a terminal in one line that
 * counts, elsewhere in plain lines. Everything goes to stderr: stdout belongs to the command's answer.
 * @template T
 * @param {string} label what is being done, as "building the pages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  const tty = process.stderr.isTTY === true
  const say = () =>
    process.stderr.write(tty ? `\r\x1b[2K${label} … ${seconds()} s` : `${label} … ${seconds()} s\n`)
  let timer = setTimeout(() => {
    say()
    timer = setInterval(say, tty ? 1000 : 10_000)
  }, quiet)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    if (Date.now() - began >= quiet)
      process.stderr.write(`${tty ? '\r\x1b[2K' : ''}${label}: ${seconds()} s\n`)
  }
}
