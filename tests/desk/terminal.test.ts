// The example in examples/desk: what it prints, as a whole, and how it ends. UPDATE=1 writes tests/desk/*.txt anew.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Desk, registerDesk } from '../../examples/desk/desk.js'
import { formatTimeline, type Recording, record } from '../../examples/desk/devtools.js'
import { createActions } from '../../examples/desk/entracte.js'
import type { Task } from '../../examples/desk/tasks.js'
import { AgentLeftError, agentAtTerminal } from '../../examples/desk/terminal.js'
import { closing } from '../../examples/desk/uses/6-close-the-conversation.js'
import { rejection } from '../support/helpers.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders: string[] = []

test('prints every invocation of a shift in which the agent takes each task', async () => {
  const { exitCode, stdout, stderr } = await run(['--yes'])

  await assertFile('yes.txt', withoutDurations(stdout))
  assert.is(stderr, '')
  assert.is(exitCode, 0)
})

test('prints every invocation of a shift in which the agent takes none', async () => {
  const { exitCode, stdout, stderr } = await run(['--no'])

  await assertFile('no.txt', withoutDurations(stdout))
  assert.is(stderr, '')
  assert.is(exitCode, 0)
})

test('tells how long each party took', async () => {
  const { stdout } = await run(['--yes', await taskFile([line()])])

  assert.is(stdout.match(/\d+\.\d ms/g)?.length, rowsOf(stdout).filter((row) => !row.includes('did not run')).length)
})

test('says who aborted, why, and what therefore did not run', async () => {
  const { stdout } = await run(['--no', await taskFile([line()])])

  assert.equal(rowsOf(withoutDurations(stdout)).slice(0, 6).map(squeezed), [
    '⊘ AcceptTask aborted by askTheAgent of ask-first: the agent said no',
    '├⊘ before askTheAgent ask-first “Take the sms task of Ada?” No. · aborted',
    '├╌ before noticeVoice voice-log did not run',
    '├╌ replacement lookUpTheCustomer crm did not run',
    '├╌ core acceptTask desk did not run',
    '└╌ after tellTheAgent notifier did not run',
  ])
})

test('shows a report that fails, and completes its task all the same', async () => {
  const { exitCode, stdout } = await run(['--yes', await taskFile([line({ account: 'LEG-1' })])])

  const text = withoutDurations(stdout)
  assert.equal(text.slice(text.indexOf('✓ CompleteTask')).split('\n').slice(0, 6).map(squeezed), [
    '✓ CompleteTask',
    '├─ core completeTask desk',
    '└✗ after reportTheTask reports failed with what ran inside it',
    '└✗ MyAction failed with what ran inside it',
    '└✗ core postReport reports failed: the report was refused: 503, old accounts are in maintenance',
    '! afterCompleteTask failed, CompleteTask keeps its result: the report was refused: 503, old accounts are in maintenance',
  ])
  assert.match(stdout, 'Tasks: 1 completed, 0 rejected.')
  assert.is(exitCode, 0)
})

test('prints no escape codes into a pipe, even where picocolors would', async () => {
  const { stdout } = await run(['--yes'], { CI: 'true', FORCE_COLOR: '1', NO_COLOR: undefined })

  assert.not.match(stdout, '\u001b')
})

test('names the file and the line that is not JSON, once the tasks before it are done', async () => {
  const file = await taskFile([line(), '', '{"taskSid": "WT', line()])

  const { exitCode, stdout, stderr } = await run(['--yes', file])

  assert.match(stderr, `${file}:3: not JSON (`)
  assert.is(stderr.trim().split('\n').length, 1)
  assert.is(stdout.match(/✓ CompleteTask/g)?.length, 1)
  assert.is(exitCode, 1)
})

test('names the line that is JSON and no task, and what is wrong with it', async () => {
  const file = await taskFile(['{"taskSid": "WT1"}'])

  const { exitCode, stderr } = await run(['--yes', file])

  assert.is(stderr, `${file}:1: not a task (sid should be a string)\n`)
  assert.is(exitCode, 1)
})

test('says so when there is no such file', async () => {
  const { exitCode, stderr } = await run(['--yes', 'nowhere.jsonl'])

  assert.is(stderr, "ENOENT: no such file or directory, open 'nowhere.jsonl'\n")
  assert.is(exitCode, 1)
})

test('answers yes where there is no terminal to ask on, and says so beside the timeline', async () => {
  const { exitCode, stdout, stderr } = await run([])

  assert.is(
    stderr,
    'There is no terminal to ask on, so every answer is yes. Say --yes or --no to choose: `npm start -- --no`.\n',
  )
  assert.fixture(withoutDurations(stdout), await readFile(join(root, 'tests', 'desk', 'yes.txt'), 'utf8'))
  assert.is(exitCode, 0)
})

for (const [args, complaint] of [
  [['--yes', '--no'], 'The answer can be --yes or --no, not both.'],
  [['--maybe'], "Unknown option '--maybe'"],
  [['--yes', 'one.jsonl', 'two.jsonl'], 'There can be only one file of tasks, not 2.'],
] as const) {
  test(`does nothing but say what is wrong, and how it is used, when called as [${args.join(' ')}]`, async () => {
    const { exitCode, stdout, stderr } = await run(args)

    assert.ok(stderr.startsWith(complaint), stderr)
    assert.match(stderr, 'Usage: npm start -- [--yes | --no] [file]')
    assert.is(stdout, '')
    assert.is(exitCode, 2)
  })
}

for (const [channel, remark] of [
  ['voice', ''],
  ['sms', ' returned without waiting'],
] as const) {
  test(`wraps a ${channel} task up before the after-listeners start${remark && ', though its replacement'}${remark}`, async () => {
    const recording = await wrapUp(channel)

    assert.equal(formatTimeline(recording, { durations: false }).split('\n').map(squeezed), [
      '✓ WrapupTask',
      `├─ replacement closeTheConversation${remark}`,
      '│ └─ core wrapUpTask',
      '└─ after checkTheStatus the task is “wrapping” by now',
    ])
    const [replacement, core, after] = recording.invocations[0]?.parties ?? []
    assert.ok(core?.ended && after && core.ended < after.began)
    assert.is(replacement?.ended && replacement.ended < core.ended, channel === 'sms')
  })
}

test('asks the agent again until the answer is a yes or a no', async () => {
  const { agent, prompts } = agentWhoTypes('perhaps', 'y', 'NO')

  const answers = [await agent.ask('One?'), await agent.ask('Two?')]

  assert.equal(answers, [true, false])
  assert.equal(
    prompts,
    ['One?', 'One?', 'Two?'].map((question) => `${question} [y/n, a = yes to all] `),
  )
})

test('asks no more once the agent has said yes to all', async () => {
  const { agent, prompts } = agentWhoTypes('a')

  const answers = [await agent.ask('One?'), await agent.ask('Two?')]

  assert.equal(answers, [true, true])
  assert.is(prompts.length, 1)
})

test('says so when the agent leaves instead of answering', async () => {
  const { agent } = agentWhoTypes()

  assert.instance(await rejection(agent.ask('One?')), AgentLeftError)
  assert.instance(await rejection(agent.ask('Two?')), AgentLeftError)
})

test.after(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})
test.run()

interface Ending {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Runs the program in a process of its own, without a terminal. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ending> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/desk/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  return { exitCode, stdout, stderr }
}

/** Blanks the durations out; their column stays as wide as it is. */
function withoutDurations(output: string): string {
  return output.replaceAll(/[ \d.]{5}\.\d ms/g, ' '.repeat(10)).replaceAll(/ +$/gm, '')
}

/** The expected output is a file, to be read by people too. It changes when somebody says UPDATE=1, and never by itself. */
async function assertFile(name: string, actual: string): Promise<void> {
  const file = join(root, 'tests', 'desk', name)
  if (process.env.UPDATE === '1') await writeFile(file, actual)
  assert.fixture(actual, await readFile(file, 'utf8'))
}

const rowsOf = (output: string) => output.split('\n').filter((row) => /^[│ ]*[├└✓✗⊘]/.test(row))

const squeezed = (row: string) => row.trim().replaceAll(/ {2,}/g, ' ')

function line(attributes: Partial<Task['attributes']> = {}): string {
  const task: Task = {
    taskSid: 'WT1',
    sid: 'WR1',
    taskChannelUniqueName: 'sms',
    queueName: 'Support',
    age: 1,
    priority: 0,
    attributes: {
      name: 'Ada',
      from: '+12025550100',
      account: 'C-1',
      subject: 'help',
      conversationSid: 'CH1',
      ...attributes,
    },
  }
  return JSON.stringify(task)
}

async function taskFile(lines: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-'))
  folders.push(folder)
  const file = join(folder, 'tasks.jsonl')
  await writeFile(file, lines.join('\n'))
  return file
}

async function wrapUp(channel: Task['taskChannelUniqueName']): Promise<Recording> {
  const actions = createActions<Desk>()
  const recording = record(actions)
  closing(actions, registerDesk(actions), recording.note)

  await actions.invokeAction('WrapupTask', { task: { ...JSON.parse(line()), taskChannelUniqueName: channel } })

  assert.is(recording.invocations.length, 1)
  return recording
}

/** An agent who answers each prompt with the next of `lines`, and then is gone. */
function agentWhoTypes(...lines: string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const prompts: string[] = []
  output.on('data', (prompt) => {
    prompts.push(String(prompt))
    const answer = lines.shift()
    if (answer === undefined) input.end()
    else input.write(`${answer}\n`)
  })
  return { agent: agentAtTerminal(input, output), prompts }
}
