/** The abuse catalogue: each class is one kind of attack of the threat model in SECURITY.md, which names it. */
package org.mcxidms.it.abuse;
