// Puts the programs of the page "Coming from Flex" into it: their code, and the live part that runs them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.js'

const SITE = join(ROOT, 'site')

export function flexPage(): string {
  return readFileSync(join(SITE, 'pages/flex.md'), 'utf8').replace(/^<!-- program (\S+) -->$/gm, (_, name) => {
    const source = readFileSync(join(SITE, `live/flex/programs/${name}.ts`), 'utf8')
    const body = /^export const run[^\n]*\n([\s\S]*)^}/m.exec(source)?.[1] ?? ''
    return `\`\`\`ts\n${body.replace(/^ {2}/gm, '')}\`\`\`\n\n<entracte-flex program="${name}"></entracte-flex>`
  })
}
