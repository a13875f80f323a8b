// The desk's page as it is, and then its strangers.
import '../../desk/web/page/page.js'
import './strangers.js'
