// Types of the build of Solid for pages, which the package exports without types.

declare module 'solid-js/dist/solid.js' {
  export * from 'solid-js'
}
