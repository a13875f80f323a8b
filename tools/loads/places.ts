// Lists every place that loads the library.

import { BUNDLERS } from './bundlers.js'
import { COMPILERS } from './compilers.js'
import { JEST } from './jest.js'
import { LIKE_NODE, NODES } from './nodes.js'
import { IN_PAGES } from './pages.js'
import type { Place } from './place.js'
import { RUNNERS } from './runners.js'

export const PLACES: readonly Place[] = [
  ...NODES,
  ...LIKE_NODE,
  ...JEST,
  ...RUNNERS,
  ...COMPILERS,
  ...BUNDLERS,
  ...IN_PAGES,
]
