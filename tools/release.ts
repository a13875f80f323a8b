// Makes a release in this checkout. It sends nothing: the command that it prints at the end does.
//
//   node --import tsx tools/release.ts <major|minor|patch|the version itself> [--skip-checks]

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const HEADING = '## Unreleased\n'
const FILES = ['CHANGELOG.md', 'package.json', 'package-lock.json']

try {
  release()
} catch (error) {
  console.error(`No release: ${(error as Error).message}`)
  process.exitCode = 1
}

function release(): void {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { 'skip-checks': { type: 'boolean' } } })
  const { name, version: current } = JSON.parse(readFileSync('package.json', 'utf8'))
  const version = next(current, positionals)
  const tag = `v${version}`
  const changelog = released(readFileSync('CHANGELOG.md', 'utf8'), version)
  refuseUnless(read('git', 'status', '--porcelain') === '', 'there are changes that are not committed')
  refuseUnless(read('git', 'tag', '--list', tag) === '', `there is a tag ${tag} already`)
  for (const file of ['README.md', 'CHANGELOG.md']) {
    const early = /not(?:hing has been)? published yet/i.test(readFileSync(file, 'utf8').replace(/\s+/g, ' '))
    refuseUnless(!early, `${file} says that this is not published yet, and would say so in the package`)
  }

  if (!values['skip-checks']) {
    run('.ci/run')
    refuseUnless(read('git', 'status', '--porcelain') === '', 'the checks have changed files')
  }
  try {
    writeFileSync('CHANGELOG.md', changelog)
    run('npm', 'version', version, '--no-git-tag-version', '--allow-same-version')
    run('npm', 'run', 'build')
    run('npm', 'pack')
    run('git', 'commit', '--quiet', '--message', `Release ${version}`, '--', ...FILES)
  } catch (error) {
    run('git', 'checkout', '--quiet', 'HEAD', '--', ...FILES)
    throw error
  }
  run('git', 'tag', '--annotate', tag, '--message', `Release ${version}`)

  console.log(
    `\nReleased ${version} in this checkout: a commit, the tag ${tag}, and ${name}-${version}.tgz.`,
    'To publish it, push the tag: .github/workflows/publish.yml does the rest.',
  )
  console.log('\n  git push --follow-tags\n')
}

/**
 * Returns the version to release. It is later than the current version, or it is the current version if that has no tag
 * yet.
 */
function next(current: string, args: string[]): string {
  const [wanted = ''] = args
  const [major = 0, minor = 0, patch = 0] = current.split('.').map(Number)
  const steps: Record<string, string> = {
    major: `${major + 1}.0.0`,
    minor: `${major}.${minor + 1}.0`,
    patch: `${major}.${minor}.${patch + 1}`,
  }
  const version = steps[wanted] ?? wanted
  refuseUnless(
    args.length === 1 && /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/.test(version),
    'say major, minor, patch, or the version itself',
  )
  const order = version.localeCompare(current, 'en', { numeric: true })
  refuseUnless(order >= 0, `${version} is older than ${current}`)
  return version
}

/**
 * Returns the changelog with the unreleased entries under the version and the date, and an empty section for new
 * entries. The unreleased entries are under "Unreleased", or under the version itself, which has no date yet.
 */
function released(changelog: string, version: string): string {
  const headings = [HEADING, `## ${version}\n`].filter((heading) => changelog.includes(heading))
  const [heading = HEADING] = headings
  const [before = '', after, ...more] = changelog.split(heading)
  const name = heading.slice('## '.length).trim()
  refuseUnless(
    headings.length === 1 && after !== undefined && more.length === 0,
    `CHANGELOG.md needs one line "## Unreleased" or "## ${version}"`,
  )
  refuseUnless(!/^\s*(?:## |$)/.test(after ?? ''), `CHANGELOG.md has nothing under "${name}"`)
  const day = new Date().toISOString().slice(0, 10)
  return `${before}${HEADING}\n## ${version}, ${day}\n${after}`
}

function refuseUnless(condition: boolean, reason: string): void {
  if (!condition) throw new Error(reason)
}

/** Runs a command and shows its output. */
function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
}

function read(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' }).trim()
}
