// Checks that the maps in the installed package lead to the files that the package has.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** A text that is in one line of source/ and in one place of a script. */
interface Landmark {
  text: string
  /** The path of the source, and its line, counted from 0. */
  source: string
  line: number
}

/** Returns the paths of the files in dist/ that end with `ending`, inside the package. */
export function filesIn(library: string, ending: string): string[] {
  return readdirSync(join(library, 'dist'), { recursive: true, encoding: 'utf8' })
    .map((path) => `dist/${path.replaceAll(sep, '/')}`)
    .filter((path) => path.endsWith(ending))
    .sort()
}

/** Checks that the map of a script leads from each text that can be found again to the place in source/ where it is from. */
export function checkSourceMap(library: string, path: string): void {
  checkSources(library, `${path}.map`)
  const code = readFileSync(join(library, path), 'utf8')
  const lines = code.split('\n')
  const saved = readMap(library, `${path}.map`)
  const own = saved.sources.map((source) => resolve(library, dirname(path), source)).filter((file) => existsSync(file))
  const map = new SourceMap(saved as never)
  const landmarks = landmarksOf(code, own)
  assert.notEqual(landmarks.length, 0, `${path} has no text by which its map could be checked`)

  for (const { text, source, line } of landmarks) {
    const place = lines.findIndex((each) => each.includes(text))
    const entry = map.findEntry(place, lines[place]?.indexOf(text) ?? 0)
    assert.ok('originalSource' in entry, `${path} is not mapped at ${text}`)
    const found = [resolve(library, dirname(path), entry.originalSource), entry.originalLine]
    assert.deepEqual(found, [source, line], `${path} is mapped to another place at ${text}`)
  }
}

/** Checks that the maps of the declarations lead to source/. */
export function checkDeclarationMaps(library: string): void {
  const maps = filesIn(library, '.d.ts.map')
  assert.notEqual(maps.length, 0)
  for (const path of maps) checkSources(library, path)
}

/** Returns the names of the packages whose code is in the scripts. */
export function packagesIn(library: string): string[] {
  const sources = filesIn(library, '.js.map').flatMap((path) => readMap(library, path).sources)
  return [...new Set(sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))].sort()
}

/** Checks that the files that the map names are in source/, and not in the map a second time. Only files of other packages are in it. */
function checkSources(library: string, path: string): void {
  const { sources, sourcesContent } = readMap(library, path)
  assert.notEqual(sources.length, 0, `${path} names no source`)
  for (const [index, source] of sources.entries()) {
    const content = sourcesContent?.[index]
    if (source.includes('/node_modules/')) {
      assert.ok(content, `${path} has no text of ${source}`)
      continue
    }
    const file = resolve(library, dirname(path), source)
    const inside = relative(join(library, 'source'), file)
    assert.ok(existsSync(file) && !inside.startsWith('..'), `${path} leads to ${source}, which is missing`)
    assert.ok(!content, `${path} has the text of ${source}, which the package has already`)
  }
}

/** Returns the string literals and the heads of functions of the sources that can be found in the script, without those that are there twice. */
function landmarksOf(code: string, sources: readonly string[]): Landmark[] {
  const texts = sources.map((source) => readFileSync(source, 'utf8'))
  const once = (text: string) =>
    code.split(text).length === 2 && texts.reduce((count, each) => count + each.split(text).length - 1, 0) === 1
  return sources.flatMap((source, index) =>
    (texts[index] ?? '').split('\n').flatMap((content, line) => {
      const text =
        /^[^/*]*'([\w .,:-]{12,})'/.exec(content)?.[1] ?? /^(?:export )?(function \w{4,})[(<]/.exec(content)?.[1]
      return text !== undefined && once(text) ? [{ text, source, line }] : []
    }),
  )
}

function readMap(library: string, path: string): { sources: string[]; sourcesContent?: (string | null)[] } {
  return JSON.parse(readFileSync(join(library, path), 'utf8'))
}
