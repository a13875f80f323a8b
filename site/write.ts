// Writes the pages that VitePress builds.

import { writePages } from './pages.js'

writePages()
