import { CommanderError, Command as Parser } from 'commander'
import { readEnvironment, WrongEnvironment } from '#platform/env.ts'
import { openServices } from '#platform/services.ts'
import { type Command, CommandFailed, WrongUse } from './command.ts'
import { commands } from './commands.ts'

const done = 0
const failed = 1
const wrongUse = 2

/** Runs one command and returns its exit code: 0 done, 1 failed, 2 wrong use. */
export async function runCommand(args: readonly string[]): Promise<number> {
  let code = done
  const program = newParser('portal').description('The operator\u2019s command line of the privacy portal.')
  for (const command of commands) {
    const parser = parserFor(program, command)
    parser.action(async () => {
      const taken = Object.fromEntries((command.takes ?? []).map((name, at) => [name, parser.args[at]]))
      code = await act(command, { ...parser.opts(), ...taken })
    })
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? done : wrongUse
    throw error
  }
}

async function act(command: Command, options: Record<string, string | boolean | undefined>): Promise<number> {
  try {
    const env = () => readEnvironment(process.env)
    if (command.sampleOnly && !env().sampleData)
      throw new CommandFailed(`${command.name} exists only where sample data is loaded`)
    const typed = Object.entries(options).filter(([, value]) => value !== undefined && value !== false)
    const outcome = await command.run({
      options: Object.fromEntries(typed.map(([name, value]) => [name, String(value)])),
      open: (how) => openServices(env(), 'cli', how),
    })
    console.log(options.json ? JSON.stringify(outcome.json, null, 2) : outcome.lines.join('\n'))
    return outcome.failed ? failed : done
  } catch (error) {
    if (error instanceof WrongUse || error instanceof CommandFailed || error instanceof WrongEnvironment) {
      console.error(error.message)
      return error instanceof WrongUse ? wrongUse : failed
    }
    throw error
  }
}

/** `mail last` is the command `last` of the group `mail`. */
function parserFor(program: Parser, { name, summary, takes = [], options = [], help }: Command): Parser {
  const words = name.split(' ')
  const own = words.pop() ?? name
  const parent = words.reduce(
    (above, word) => above.commands.find((one) => one.name() === word) ?? added(above, newParser(word)),
    program,
  )
  const parser = newParser(own).description(summary)
  if (help) parser.addHelpText('after', help)
  for (const one of takes) parser.argument(`<${one}>`)
  for (const option of options) {
    if (option.required) parser.requiredOption(option.flags, option.summary)
    else parser.option(option.flags, option.summary)
  }
  return added(parent, parser.option('--json', 'print JSON'))
}

const newParser = (name: string) => new Parser(name).exitOverride().showHelpAfterError()

function added(parent: Parser, child: Parser): Parser {
  parent.addCommand(child)
  return child
}

if (import.meta.main) {
  process.exitCode = await runCommand(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    return failed
  })
}
