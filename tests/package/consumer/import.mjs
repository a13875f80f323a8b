// Node's `import`.

import * as entracte from 'entracte'
import { tour } from './tour.mjs'

await tour(entracte)
