// The runner itself: each way in which uvu would let a broken test pass, as a small project in a temporary folder.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const running = suite('the runner', { folder: '' })

running.before.each((context) => {
  context.folder = project()
})

running.after.each(({ folder }) => rmSync(folder, { recursive: true }))

const PASSING = `
  import { test } from 'uvu'
  test('passes', () => {})
  test('passes, too', async () => {})
  test.run()
`

/** A module that takes two calls to be covered. */
const HALF = `export function half(n: number): number {
  if (n < 0) {
    return 0
  }
  return n / 2
}
`

running('passes when every test passes', ({ folder }) => {
  write(folder, { 'good.test.ts': PASSING, 'deeper/good.test.ts': PASSING })

  const { status, lines } = run(folder)

  assert.is(status, 0)
  assert.match(lines.join('\n'), /^✓ tests\/deeper\/good\.test\.ts {2}2 passed/m)
  assert.match(lines.join('\n'), /^✓ tests\/good\.test\.ts {2}2 passed/m)
  assert.is(lines.at(-1), '4 passed, 0 failed, 0 skipped')
})

running('runs short files of a folder in one process, and each of them alone when that goes wrong', ({ folder }) => {
  const shows = PASSING.replace('() => {}', '() => { globalThis.seen = (globalThis.seen ?? 0) + 1 }')
  write(folder, {
    'one.test.ts': shows,
    'other.test.ts': `${shows}; import { writeFileSync } from 'node:fs'; writeFileSync('seen', String(globalThis.seen))`,
    'alone/one.test.ts': PASSING,
    'alone/other.test.ts': `process.argv[1].includes('together') && process.exit(0)\n${PASSING}`,
  })

  const { status, lines } = run(folder)

  assert.is(status, 0)
  assert.is(readFileSync(join(folder, 'seen'), 'utf8'), '1')
  assert.is(lines.filter((line) => line.includes('went wrong in a process of 2 files')).length, 1)
  assert.is(lines.at(-1), '8 passed, 0 failed, 0 skipped')
})

running('counts what is skipped', ({ folder }) => {
  write(folder, {
    'good.test.ts': `
      import { test } from 'uvu'
      test('passes', () => {})
      test.skip('waits for better days', () => {})
      test.run()
    `,
  })

  const { status, lines } = run(folder)

  assert.is(status, 0)
  assert.is(lines.at(-1), '1 passed, 0 failed, 1 skipped')
})

running('runs only the files whose path contains a pattern', ({ folder }) => {
  write(folder, { 'good.test.ts': PASSING, 'other.test.ts': PASSING, 'support.ts': 'throw new Error("no test file")' })

  const { status, lines } = run(folder, 'good')

  assert.is(status, 0)
  assert.is(lines.length, 2)
  assert.is(lines.at(-1), '2 passed, 0 failed, 0 skipped')
})

running('measures what all tests cover, and fails when that is not enough', ({ folder }) => {
  write(folder, { 'good.test.ts': covering(1) })

  const { status, lines } = run(folder, '--coverage')

  assert.is(status, 1)
  assert.ok(lines.includes('2 passed, 0 failed, 0 skipped'))
  assert.match(lines.join('\n'), /^ *half\.ts .*\| 3-4 /m)
})

running('passes when all tests cover enough', ({ folder }) => {
  write(folder, { 'good.test.ts': covering(1), 'other.test.ts': covering(-1) })

  const { status } = run(folder, '--coverage')

  assert.is(status, 0)
})

running('measures no coverage for a pattern', ({ folder }) => {
  write(folder, { 'good.test.ts': covering(1) })

  const { status, lines } = run(folder, 'good', '--coverage')

  assert.is(status, 0)
  assert.is(lines.at(-1), '2 passed, 0 failed, 0 skipped')
})

running('fails when a test fails, and shows the output of its file in full', ({ folder }) => {
  write(folder, {
    'good.test.ts': PASSING,
    'bad.test.ts': `
      import { test } from 'uvu'
      import * as assert from 'uvu/assert'
      test('adds up', () => { console.log('two and two'); assert.is(2 + 2, 5) })
      test('passes', () => {})
      test.run()
    `,
  })

  const { status, lines } = run(folder)

  assert.is(status, 1)
  assert.match(lines.join('\n'), /two and two/)
  assert.match(lines.join('\n'), /FAIL {2}"adds up"/)
  assert.is(lines.at(-1), '3 passed, 1 failed, 0 skipped')
})

running('runs a file that failed once more, and counts how that ends', ({ folder }) => {
  write(folder, { 'good.test.ts': PASSING, 'alone/hosts-late.test.ts': passingAtGo(2) })

  const { status, lines } = run(folder, '--again')

  assert.is(status, 0)
  assert.ok(lines.includes('tests/alone/hosts-late.test.ts has failed. It runs once more.'))
  assert.is(lines.at(-1), '3 passed, 0 failed, 0 skipped')
})

running('fails when a file fails twice, and names it at the end', ({ folder }) => {
  write(folder, { 'good.test.ts': PASSING, 'bad.test.ts': passingAtGo(9) })

  const { status, lines } = run(folder, '--again')

  assert.is(status, 1)
  assert.equal(lines.slice(-2), ['✗ tests/bad.test.ts', '2 passed, 1 failed, 0 skipped'])
})

running('runs nothing once more where many files have failed', ({ folder }) => {
  const names = Array.from({ length: 7 }, (_, index) => `bad${index}.test.ts`)
  write(folder, Object.fromEntries(names.map((name) => [name, withTest('throw new Error("always")')])))

  const { status, lines } = run(folder, '--again')

  assert.is(status, 1)
  assert.not.match(lines.join('\n'), /once more/)
  assert.is(lines.at(-1), '7 passed, 7 failed, 0 skipped')
})

running('fails when there is no test', ({ folder }) => {
  const { status, lines } = run(folder)

  assert.is(status, 1)
  assert.equal(lines, ['No test has passed.', '0 passed, 0 failed, 0 skipped'])
})

running('fails when every test is skipped', ({ folder }) => {
  write(folder, {
    'skipped.test.ts': `
      import { test } from 'uvu'
      test.skip('waits for better days', () => {})
      test.run()
    `,
  })

  const { status, lines } = run(folder)

  assert.is(status, 1)
  assert.is(lines.at(-1), '0 passed, 0 failed, 1 skipped')
})

running('fails when a pattern matches nothing, though another one does', ({ folder }) => {
  write(folder, { 'good.test.ts': PASSING })

  const { status, lines } = run(folder, 'good', 'goood')

  assert.is(status, 1)
  assert.ok(lines.includes(`No test file's path contains "goood".`))
  assert.is(lines.at(-1), '2 passed, 0 failed, 0 skipped')
})

running('fails when a file takes longer than all of them may', ({ folder }) => {
  write(folder, { 'hangs.test.ts': withTest('for (;;) {}') })

  const { status, lines } = run(folder, '--total', '500')

  assert.is(status, 1)
  assert.match(lines.join('\n'), /did not end within \d{1,3} ms/)
  assert.is(lines.at(-1), '0 passed, 1 failed, 0 skipped')
})

running('starts no file once the time for all of them is over', ({ folder }) => {
  write(folder, { 'good.test.ts': PASSING, 'other.test.ts': PASSING })

  const { status, lines } = run(folder, '--total', '0')

  assert.is(status, 1)
  assert.match(lines.join('\n'), /tests\/other\.test\.ts was not started: all files together took more than 0 ms/)
  assert.is(lines.at(-1), '0 passed, 2 failed, 0 skipped')
})

/** What may be wrong with a file as a whole: its text, what is said about it, and how many of its tests pass. */
const BROKEN: Record<string, [text: string, complaint: RegExp, passed: number]> = {
  'registers no test': ["import { test } from 'uvu'; test.run()", /registered no test/, 0],

  'is empty': ['', /ran no test/, 0],

  'forgot its .run()': ["import { test } from 'uvu'; test('passes', () => {})", /ran no test: .*`\.run\(\)`/, 0],

  'does not parse': ['const const', /ended before its tests had \(1\)/, 0],

  'fails to import': [`import './missing.js'; ${PASSING}`, /ended before its tests had \(1\)/, 0],

  'has a before hook that throws': [withHook('before'), /has a hook that threw/, 0],

  'has a before.each hook that throws': [withHook('before.each'), /hooked/, 0],

  'has an after.each hook that throws': [withHook('after.each'), /has a hook that threw/, 0],

  'has an after hook that throws': [withHook('after'), /ended before its tests had \(1\)/, 0],

  'never settles, with nothing left to wait for': [
    withTest('return new Promise(() => {})'),
    /ended before its tests had \(1\)/,
    0,
  ],

  'has an unhandled rejection': [
    withTest("Promise.reject(new Error('nobody cares')); return new Promise((done) => setTimeout(done, 10))"),
    /ended before its tests had \(1\).*nobody cares/s,
    0,
  ],

  'has an unhandled rejection once its tests are over': [
    withTest("setTimeout(() => Promise.reject(new Error('nobody cares')), 100)"),
    /failed outside its tests \(1\).*nobody cares/s,
    2,
  ],

  'has an uncaught exception': [
    withTest("queueMicrotask(() => { throw new Error('out of the blue') })"),
    /ended before its tests had \(1\).*out of the blue/s,
    0,
  ],

  'has an uncaught exception once its tests are over': [
    withTest("setTimeout(() => { throw new Error('out of the blue') }, 100)"),
    /failed outside its tests \(1\).*out of the blue/s,
    2,
  ],

  'exits as if all were well': [withTest('process.exit(0)'), /ended before its tests had \(1\)/, 0],

  'is killed': [withTest("process.kill(process.pid, 'SIGKILL')"), /ended before its tests had \(SIGKILL\)/, 0],

  'waits between two suites': [
    `${PASSING}; await new Promise((done) => setTimeout(done, 50)); test('passes', () => {}); test.run()`,
    /ran its suites in several goes/,
    1,
  ],
}

/** The same for files that do not end. */
const ENDLESS: typeof BROKEN = {
  'never settles, while a timer lives': [
    withTest('return new Promise(() => setInterval(() => {}, 1000))'),
    /did not end within 5000 ms/,
    0,
  ],

  'blocks for ever': [withTest('for (;;) {}'), /did not end within 5000 ms/, 0],

  'leaves a timer behind': [withTest('setInterval(() => {}, 1000)'), /did not end within 5000 ms/, 2],

  'leaves a child behind that holds its output open': [
    withTest(`spawn(process.execPath, ['-e', 'setTimeout(() => {}, 10000)'], { stdio: 'inherit' })`),
    /did not end within 5000 ms/,
    2,
  ],
}

running.run()

// One run for all of a table, so that the machine's processors share the waiting. Only what does not end needs a short limit: on a busy
// machine, the others may take seconds to start.
for (const [table, options] of [
  [BROKEN, []],
  [ENDLESS, ['--limit', '5000']],
] as const) {
  const breaking = suite('the runner fails when a test file', { lines: [''] })

  breaking.before((context) => {
    const folder = project()
    write(folder, Object.fromEntries(Object.entries(table).map(([what, [text]]) => [fileOf(what), text])))

    context.lines = run(folder, ...options).lines

    rmSync(folder, { recursive: true })
  })

  for (const [what, [, complaint, passed]] of Object.entries(table)) {
    breaking(what, ({ lines }) => {
      const begin = lines.findIndex((line) => line.includes(`tests/${fileOf(what)}  `))
      const end = lines.findIndex((line, index) => index > begin && /^[✓✗\d]/.test(line))
      const [verdict, ...text] = lines.slice(begin, end)

      assert.match(verdict ?? '', new RegExp(`^✗ .*  ${passed} passed, [1-9]\\d* failed`))
      assert.match(text.join('\n'), complaint)
    })
  }

  breaking('(all of them count)', ({ lines }) => {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed, 0 skipped$/.exec(lines.at(-1) ?? '') ?? []

    assert.is(Number(passed), sum(Object.values(table).map(([, , each]) => each)))
    assert.ok(Number(failed) >= Object.keys(table).length)
  })

  breaking.run()
}

/** Makes a project without tests in a temporary folder, with this project's packages. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-run-'))
  mkdirSync(join(folder, 'tests'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, '.c8rc.json'),
    '{ "all": true, "include": ["half.ts"], "check-coverage": true, "lines": 100 }',
  )
  writeFileSync(join(folder, 'half.ts'), HALF)
  symlinkSync(pathOf('../node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Returns the path of a file in a folder of its own, so that it has a process of its own. */
function fileOf(what: string): string {
  return `${what.replace(/[^a-z]+/g, '-')}/own.test.ts`
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function withHook(hook: string): string {
  return PASSING.replace('test.run()', `test.${hook}(() => { throw new Error('hooked') }); test.run()`)
}

/** Two tests, the first of which passes unless `body` keeps it from doing so. */
function withTest(body: string): string {
  return `import { spawn } from 'node:child_process'; ${PASSING.replace('() => {}', `() => { ${body} }`)}`
}

/** A test that fails each time until its file has been run so often. */
function passingAtGo(go: number): string {
  return `
    import { appendFileSync, readFileSync } from 'node:fs'
    import { test } from 'uvu'
    test('is late', () => {
      appendFileSync('goes', '.')
      if (readFileSync('goes', 'utf8').length < ${go}) throw new Error('late')
    })
    test.run()
  `
}

/** Two tests, after a call of half(). */
function covering(n: number): string {
  return `import { half } from '../half.ts'; half(${n})\n${PASSING}`
}

function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, 'tests', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

function run(folder: string, ...options: string[]): { status: number | null; lines: string[] } {
  // What these projects cover is none of this project's coverage, and would only cost time.
  const env = { ...process.env, NODE_V8_COVERAGE: undefined }
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', pathOf('run.ts'), ...options], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  return { status, lines: stdout.trimEnd().split('\n') }
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(`../../tools/${relative}`, import.meta.url))
}
