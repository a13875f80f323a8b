// Decides how the page is built and served, and where the library comes from.

import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  root: path('.'),
  base: './',
  plugins: [react({ babel: { plugins: ['babel-plugin-react-compiler'] } })],
  // In this checkout, the library is its source. Your own program has the package, and needs neither of these two.
  resolve: {
    alias: [
      { find: /^entracte$/, replacement: path('../../source/core/index.ts') },
      { find: /^entracte\/(\w+)$/, replacement: path('../../source/$1/index.ts') },
    ],
    dedupe: ['react', 'react-dom'],
  },
  server: { fs: { allow: [path('../..')] } },
  test: { include: ['tests/*.vitest.ts'] },
})
