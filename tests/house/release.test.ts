// The release script, in a repository of its own that is a copy of this checkout, where no registry can be reached.

import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'entracte-release-'))

/** Folders that are made, or that are not ours to copy, wherever they are. */
const LEFT_OUT = ['.git', 'node_modules', 'dist', 'coverage', 'api']

const CHANGELOG = `# Changelog

## Unreleased

- A line for users.

## 1.2.3, 2024-02-29

- What there was.
`

const { NODE_V8_COVERAGE: _, ...inherited } = process.env
const env = {
  ...inherited,
  // No registry, and nobody's own settings of git.
  ...{ npm_config_offline: 'true', npm_config_registry: 'http://127.0.0.1:9/' },
  ...{ GIT_CONFIG_GLOBAL: join(folder, 'none'), GIT_CONFIG_NOSYSTEM: '1' },
  ...{
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@localhost',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@localhost',
  },
}

prepare()

test.before.each(restore)
test.after(() => rmSync(folder, { recursive: true, force: true }))

test('a release is a commit, a tag and a tarball, of the next version, with what was unreleased under it', async () => {
  const { code, output } = await release('minor')

  assert.is(code, 0, output)
  const today = new Date().toISOString().slice(0, 10)
  assert.is(read('CHANGELOG.md'), CHANGELOG.replace('Unreleased\n', `Unreleased\n\n## 1.3.0, ${today}\n`))
  const { packages, ...lockfile } = JSON.parse(read('package-lock.json'))
  const versions = [JSON.parse(read('package.json')).version, lockfile.version, packages[''].version]
  assert.equal(versions, ['1.3.0', '1.3.0', '1.3.0'])
  assert.is(git('status', '--porcelain'), '')
  assert.is(
    git('show', '--format=%s', '--name-only', 'v1.3.0^{commit}'),
    'Release 1.3.0\n\nCHANGELOG.md\npackage-lock.json\npackage.json',
  )
  assert.is(git('cat-file', '-t', 'v1.3.0'), 'tag') // else --follow-tags would leave it here
  const packed = execFileSync('tar', ['-xOzf', 'entracte-1.3.0.tgz', 'package/package.json'], { cwd: folder })
  assert.is(JSON.parse(String(packed)).version, '1.3.0')
  assert.ok(output.endsWith('\n  git push --follow-tags\n\n'), output)
  assert.is(read('checked'), 'at 1.2.3\n')
})

test('a version that is not tagged yet can be released as it is, without the checks if need be', async () => {
  commit('package.json', read('package.json').replace(/"build": .*/, '"build": "mkdir dist",'))

  const { code, output } = await release('1.2.3', '--skip-checks')

  assert.is(code, 0, output)
  assert.is(git('tag'), 'v1.2.3')
  assert.ok(existsSync(join(folder, 'entracte-1.2.3.tgz')))
  assert.not(existsSync(join(folder, 'checked')))
})

test('the unreleased lines may be under the version itself, which then gets its date', async () => {
  commit('package.json', read('package.json').replace(/"build": .*/, '"build": "mkdir dist",'))
  commit('CHANGELOG.md', CHANGELOG.replace('Unreleased', '1.3.0'))

  const { code, output } = await release('minor', '--skip-checks')

  assert.is(code, 0, output)
  const today = new Date().toISOString().slice(0, 10)
  assert.is(read('CHANGELOG.md'), CHANGELOG.replace('Unreleased\n', `Unreleased\n\n## 1.3.0, ${today}\n`))
})

const REFUSALS: { when: string; args?: string[]; given?(): void; says: RegExp }[] = [
  { when: 'no version is said', args: [], says: /say major, minor, patch, or the version itself/ },
  { when: 'the version is none', args: ['1.3'], says: /say major, minor, patch, or the version itself/ },
  { when: 'two versions are said', args: ['minor', '1.3.0'], says: /say major, minor, patch, or the version itself/ },
  { when: 'an option is unknown', args: ['minor', '--dry-run'], says: /'--dry-run'/ },
  { when: 'the version is older', args: ['1.2.2'], says: /1\.2\.2 is older than 1\.2\.3/ },
  { when: 'a file is new', given: () => write('new', ''), says: /there are changes that are not committed/ },
  { when: 'the tag is taken', given: () => git('tag', 'v1.3.0'), says: /there is a tag v1\.3\.0 already/ },
  {
    when: 'nothing is unreleased',
    given: () => commit('CHANGELOG.md', CHANGELOG.replace('- A line for users.\n\n', '')),
    says: /nothing under "Unreleased"/,
  },
  {
    when: 'the changelog has no place for it',
    given: () => commit('CHANGELOG.md', '# Changelog\n'),
    says: /needs one line "## Unreleased" or "## 1\.3\.0"/,
  },
  {
    when: 'the changelog has two places for it',
    given: () => commit('CHANGELOG.md', `${CHANGELOG}\n## 1.3.0\n\n- Another line.\n`),
    says: /needs one line "## Unreleased" or "## 1\.3\.0"/,
  },
  {
    when: 'the README would be wrong',
    given: () => commit('README.md', 'It is not\npublished yet.'),
    says: /README\.md says that this is not published yet/,
  },
  {
    when: 'the checks fail',
    given: () => commit('.ci/run', '#!/bin/sh\nexit 1\n'),
    says: /Command failed: \.ci\/run/,
  },
  {
    when: 'the package cannot be built',
    given: () => commit('rollup.config.mjs', 'throw new Error("no")'),
    says: /Command failed: npm run build/,
  },
]

for (const { when, args = ['minor'], given, says } of REFUSALS) {
  test(`nothing is released, and nothing changed, when ${when}`, async () => {
    given?.()
    const before = state()

    const { code, output } = await release(...args)

    assert.is(code, 1, output)
    assert.match(output, says)
    assert.equal(state(), before)
  })
}

test.run()

/** A repository with this checkout as its one commit, at version 1.2.3, whose checks only tell that they ran. */
function prepare(): void {
  const copied = (path: string) => !LEFT_OUT.includes(basename(path)) && !path.endsWith('.tgz')
  cpSync(root, folder, { recursive: true, filter: copied })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  write('CHANGELOG.md', CHANGELOG)
  write('README.md', '# entracte')
  write('.gitignore', `${readFileSync(join(root, '.gitignore'), 'utf8')}checked\n`)
  write('.ci/run', "#!/bin/sh\nnode -p \"'at ' + require('./package.json').version\" >checked\n")
  execFileSync('npm', ['version', '1.2.3', '--no-git-tag-version', '--allow-same-version'], { cwd: folder, env })
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'All of it')
  git('branch', 'beginning')
}

/** As it was prepared. */
function restore(): void {
  git('reset', '--quiet', '--hard', 'beginning')
  git('clean', '--quiet', '--force', '-d', '-x', '--exclude=node_modules')
  for (const tag of git('tag').split('\n').filter(Boolean)) git('tag', '--delete', tag)
}

function release(...args: string[]): Promise<{ code: number; output: string }> {
  const command = ['--import', 'tsx', 'tools/release.ts', ...args]
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), output: stderr + stdout })
    })
  })
}

function state(): string[] {
  return [git('log', '--format=%H %s'), git('tag'), git('status', '--porcelain'), git('diff', 'HEAD')]
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim()
}

function commit(file: string, text: string): void {
  write(file, text)
  git('commit', '--quiet', '--all', '--message', `Another ${file}`)
}

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text)
}
