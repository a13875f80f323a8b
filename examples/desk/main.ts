// Decides what the program is asked to do, who answers its questions, and with which exit code it ends.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { workAShift } from './shift.js'
import { type Agent, AgentLeftError, absentAgent, agentAtTerminal } from './terminal.js'

const usage = `Usage: npm start -- [--yes | --no] [file]

  --yes, --no   the answer to every question, instead of asking on the terminal
  file          tasks, one JSON object per line; those of the example if not given`

class UsageError extends Error {}

// Whoever reads the pipe may have seen enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const { file, agent } = prepare()
    try {
      await workAShift(file, agent)
    } finally {
      agent.leave()
    }
    return 0
  } catch (error) {
    const { message } = error as Error
    process.stderr.write(error instanceof UsageError ? `${message}\n\n${usage}\n` : `${message}\n`)
    if (error instanceof UsageError) return 2
    return error instanceof AgentLeftError ? 130 : 1
  }
}

function prepare(): { file: string; agent: Agent } {
  const { values, positionals } = readArguments()
  if (values.yes && values.no) throw new UsageError('The answer can be --yes or --no, not both.')
  if (positionals.length > 1) throw new UsageError(`There can be only one file of tasks, not ${positionals.length}.`)
  const file = positionals[0] ?? relative('.', fileURLToPath(new URL('tasks.jsonl', import.meta.url)))
  if (values.yes || values.no) return { file, agent: absentAgent(values.yes === true) }
  if (process.stdin.isTTY && process.stdout.isTTY)
    return { file, agent: agentAtTerminal(process.stdin, process.stdout) }
  console.error(
    'There is no terminal to ask on, so every answer is yes. Say --yes or --no to choose: `npm start -- --no`.',
  )
  return { file, agent: absentAgent(true) }
}

function readArguments() {
  try {
    return parseArgs({ options: { yes: { type: 'boolean' }, no: { type: 'boolean' } }, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
