// Hands errors to `onListenerError` that no caller waits for.

/** The part of actions that makes scopes. */
interface Scoped {
  scope(name: string): { onDispose(listener: () => unknown): unknown; dispose(): void }
}

/** Hands an error to the `onListenerError` of actions: as that of a function that runs when the scope `name` is disposed. */
export function report(actions: Scoped, name: string, error: unknown): void {
  const scope = actions.scope(name)
  scope.onDispose(() => {
    throw error
  })
  scope.dispose()
}
