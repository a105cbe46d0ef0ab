//! Animus as a state machine: thousands of random commands, each repeated from its written form on a second account.

mod checks;
mod player;
mod steps;

use proptest::prelude::*;

use player::Player;
use steps::steps;

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commands_repeated_from_their_written_form_give_the_same_account(seed: u64, steps in steps()) {
        let mut player = Player::open(seed);
        for step in steps {
            player.play(step);
            player.check();
        }
        player.restart();
    }
}
