//! Rows that were read before and are read again.

use super::{QueueList, QueuePage, TicketRow};
use crate::page::queue::selection::Place;

impl QueueList {
    /// The pages were read again, from the first on. What they cover is as they say; what stands behind them stays.
    pub fn reread(&mut self, read: QueuePage, fold: Option<i32>) {
        if self.selection.is_search() {
            let before = std::mem::replace(self, Self::new(self.selection.clone(), read));
            for row in &self.rows {
                let known = before.at(row.ticket.number).and_then(|at| before.rows.get(at));
                row.height.set(known.and_then(|known| known.height.get()));
            }
            return;
        }
        let end = read.edges.last().filter(|_| read.page_info.has_next_page);
        let end = end.map(|edge| self.selection.place(&edge.node));
        let selection = self.selection.clone();
        let is_behind = |place: &Place| end.as_ref().is_some_and(|end| selection.precedes(end, place));
        // Not where something is missing between.
        let goes_on = self.rows.first().is_some_and(|row| !is_behind(&row.place))
            && self.rows.last().is_some_and(|row| is_behind(&row.place));
        let stays = |ticket: &TicketRow| {
            goes_on && is_behind(&selection.place(ticket))
                || read.edges.iter().any(|edge| edge.node.number == ticket.number)
        };
        self.rows.retain(|row| stays(&row.ticket));
        self.held.retain(stays);
        let page_info = if goes_on { self.page_info.clone() } else { read.page_info };
        // Whatever was read belongs, to the last row.
        self.page_info.has_next_page = false;
        for edge in read.edges {
            self.apply(edge.node, fold);
        }
        self.page_info = page_info;
    }
}
