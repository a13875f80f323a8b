// The program: the command, on the library in dist/.
import { openDesk } from './command.js'

process.exitCode = await openDesk(process.argv.slice(2))
