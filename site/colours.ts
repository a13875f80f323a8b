// Gives each piece of highlighted code a class in place of a style, because the policy of the site allows no styles in elements.

import type { ShikiTransformer } from 'shiki'

/** The class of a colour: its value in the light, and in the dark. */
export const COLOUR = /\bcolour-([0-9a-f]{3,8})-([0-9a-f]{3,8})\b/gi

export const coloursInClasses: ShikiTransformer = {
  name: 'colours-in-classes',
  root(root) {
    visit(root)
  },
}

interface Node {
  children?: unknown[]
  properties?: Record<string, unknown>
}

function visit({ children = [], properties }: Node): void {
  if (typeof properties?.style === 'string') {
    const [, light, dark] = /--shiki-light:#(\w+);--shiki-dark:#(\w+)/.exec(properties.style) ?? []
    delete properties.style
    if (light) properties.class = [properties.class, `colour-${light}-${dark}`].flat().filter(Boolean).join(' ')
  }
  for (const child of children) visit(child as Node)
}

/** Returns the rule of a class. */
export function styleOf(name: string): string {
  return name.replace(COLOUR, '.$&{--shiki-light:#$1;--shiki-dark:#$2}')
}
