//! Rows that were read before and are read again.

use super::{QueueList, QueuePage, TicketRow};

impl QueueList {
    /// The pages were read again, from the first on: the list is as they say.
    pub fn reread(&mut self, read: QueuePage, fold: Option<i32>) {
        if self.selection.is_search() {
            let before = std::mem::replace(self, Self::new(self.selection.clone(), read));
            for row in &self.rows {
                let known = before.at(row.ticket.number).and_then(|at| before.rows.get(at));
                row.height.set(known.and_then(|known| known.height.get()));
            }
            return;
        }
        // What stands behind may have left since. It is read again where one goes down there.
        let stays = |ticket: &TicketRow| read.edges.iter().any(|edge| edge.node.number == ticket.number);
        self.rows.retain(|row| stays(&row.ticket));
        self.held.retain(stays);
        // Whatever was read belongs, to the last row.
        self.page_info.has_next_page = false;
        for edge in read.edges {
            self.apply(edge.node, fold);
        }
        self.page_info = read.page_info;
    }
}
