// What the plugin uses of '@twilio/flex-ui', so that this example needs no Flex to be installed. In a plugin, Flex brings its types.
declare module '@twilio/flex-ui' {
  export const Actions: import('entracte/flex').ActionsManager
  export const TaskHelper: { isChatBasedTask(task: object): boolean }
  export interface Manager {
    workerClient: { attributes: { full_name: string; onBreak: boolean } }
    store: { dispatch(action: object): unknown }
  }
  export const Manager: { getInstance(): Manager }
}
