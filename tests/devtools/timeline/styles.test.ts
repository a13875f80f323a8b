// Which colours the timeline has, and that they can be read and told apart.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { OUTCOMES } from '../../../source/devtools/timeline/filters.js'
import { PALETTES, styleSheet } from '../../../source/devtools/timeline/styles.js'
import { KINDS } from '../../../source/devtools/timeline/words.js'

test('text can be read on every ground and every bar, and bars and signs can be told from the ground', () => {
  const weak: string[] = []
  const hold = (what: string, one: string, other: string, least: number) => {
    const ratio = contrast(one, other)
    if (!(ratio >= least)) weak.push(`${what}: ${ratio.toFixed(2)}`)
  }

  for (const [scheme, palette] of Object.entries(PALETTES)) {
    const { ground, raised, ink, soft, accent, kinds, outcomes } = palette
    for (const [name, surface] of Object.entries({ ground, raised })) {
      hold(`${scheme} ink on ${name}`, ink, surface, 7)
      hold(`${scheme} soft on ${name}`, soft, surface, 4.5)
      hold(`${scheme} accent on ${name}`, accent, surface, 4.5)
      for (const [outcome, colour] of Object.entries(outcomes))
        hold(`${scheme} ${outcome} on ${name}`, colour, surface, 4.5)
    }
    for (const [kind, { fill, edge }] of Object.entries(kinds)) {
      hold(`${scheme} ink on ${kind}`, ink, fill, 7)
      hold(`${scheme} ${kind} on ground`, edge, ground, 3)
      hold(`${scheme} ${kind} around its fill`, edge, fill, 3)
    }
  }

  assert.equal(weak, [])
})

test('every kind and every outcome has a colour, in both schemes', () => {
  for (const palette of Object.values(PALETTES)) {
    const { kinds, outcomes, ...plain } = palette
    const colours = [
      ...[...Object.values(plain), ...Object.values(outcomes)],
      ...Object.values(kinds).flatMap(({ fill, edge }) => [fill, edge]),
    ]

    assert.equal(Object.keys(plain), ['ground', 'raised', 'line', 'ink', 'soft', 'accent'])
    assert.equal(Object.keys(kinds).sort(), Object.keys(KINDS).sort())
    assert.equal(Object.keys(outcomes).sort(), [...OUTCOMES].sort())
    assert.is(colours.length, 26)
    assert.equal(
      colours.filter((colour) => !/^#[0-9a-f]{6}$/.test(colour)),
      [],
    )
  }
})

test('the style sheet has every colour by its name, in both schemes, and the colours of every kind', () => {
  const { light, dark } = PALETTES
  const [colours = '', ...lines] = styleSheet().split('\n')
  const [swatches, rules] = [lines.slice(0, 8), lines.slice(8)]

  const plain = ['ground', 'raised', 'line', 'ink', 'soft', 'accent'] as const
  assert.is(
    colours,
    `:host { ${[
      ...plain.map((name) => `--${name}: light-dark(${light[name]}, ${dark[name]});`),
      ...(Object.keys(light.kinds) as (keyof typeof light.kinds)[]).flatMap((kind) =>
        (['fill', 'edge'] as const).map(
          (part) => `--${kind}-${part}: light-dark(${light.kinds[kind][part]}, ${dark.kinds[kind][part]});`,
        ),
      ),
      ...(Object.keys(light.outcomes) as (keyof typeof light.outcomes)[]).map(
        (outcome) => `--${outcome}: light-dark(${light.outcomes[outcome]}, ${dark.outcomes[outcome]});`,
      ),
    ].join(' ')} }`,
  )
  assert.is(
    swatches[4],
    '[data-kind="replacement"] { --fill: var(--replacement-fill); --edge: var(--replacement-edge); }',
  )
  assert.equal(
    swatches.map((line) => /^\[data-kind="(\w+)"\]/.exec(line)?.[1]),
    Object.keys(light.kinds),
  )
  assert.ok(rules.includes('.frame {'))
})

test.run()

/** Returns the contrast of two colours such as `#a1b2c3`, as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}
