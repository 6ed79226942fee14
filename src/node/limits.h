// Every limit of the running node, named once. docs/limits.md and GET /policy list them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace althing::node {

inline constexpr std::size_t kMaxInboxEntries = 16384;       // waiting for the log writer; then 503
inline constexpr std::size_t kMaxInboxBytes = 64u << 20;
inline constexpr std::size_t kMaxCommitEntries = 4096;       // of one group commit
inline constexpr std::size_t kMaxCommitBytes = 8u << 20;
inline constexpr std::size_t kBusyGroups = 4;                // in a commit, or acts coming: the next one gathers
inline constexpr int kGatherStepUs = 500;                    // and looks so often whether more are coming,
inline constexpr int kGatherSteps = 20;                      // at most so many times
inline constexpr std::size_t kIndexBatch = 4096;             // entries of one index transaction at most
inline constexpr std::uint64_t kMaxIndexLag = 500'000;        // entries logged and not indexed; then 503
inline constexpr std::size_t kMaxKnownTargets = 1024;        // acts named by others, kept by intake
inline constexpr int kIndexNice = 19;                        // of the index thread: acknowledgements first
inline constexpr std::int64_t kMaxSkewSeconds = 300;         // `at` against this node's clock
inline constexpr std::int64_t kMarkSeconds = 600;            // at most one mark in that time
inline constexpr std::size_t kMaxLinesPerRequest = 10000;    // NDJSON
inline constexpr int kBulkThreads = 2;                       // that check the lines of NDJSON requests
inline constexpr int kBulkNice = 12;                         // and give way to single acts and pages
inline constexpr std::size_t kMaxBulkBytes = 16u << 20;      // of NDJSON requests being worked off; then 503. A larger one alone passes
inline constexpr std::size_t kBulkNewcomers = 4;             // times that for an address of which none is
inline constexpr std::size_t kLinesPerPiece = 512;           // of an NDJSON request checked and logged together
inline constexpr std::size_t kMaxRateKeys = 100000;          // token buckets kept
inline constexpr std::int64_t kProbeMs = 2000;               // between looks whether the disk takes writes again
inline constexpr int kMaxStampBits = 28;
inline constexpr std::uint64_t kScrubBytesPerSecond = 4u << 20;  // of the background scrub
inline constexpr std::int64_t kScrubPauseMs = 10'000;        // between its passes
inline constexpr std::int64_t kScrubRetryMs = 1'000;         // while no file can be opened
inline constexpr std::size_t kMaxReturnsFile = 64u << 20;     // returns.json
inline constexpr std::uint64_t kKeyBundles = 1'024;          // looked through for the key of a log whose node says none
inline constexpr std::size_t kMaxPeers = 64;
inline constexpr std::size_t kMaxCosignatures = 48;           // kept of one checkpoint; a note has at most 64 lines
inline constexpr std::int64_t kCosignEveryMs = 2'000;         // a peer is asked for a cosignature at most so often
inline constexpr std::size_t kMaxWitnessAnswer = 64u << 10;   // of a witness
inline constexpr std::int64_t kCosignedTimeSeconds = 60;      // between times kept of when a quorum had cosigned
inline constexpr std::size_t kMaxCosignedFile = 64u << 20;    // peers/cosigned-times; then every second one goes
inline constexpr std::uint64_t kBlobPiece = 4u << 20;         // of a file asked for at once
inline constexpr std::int64_t kLookForBlobsMs = 2'000;        // between looks for files that are named and not held
inline constexpr std::int64_t kLookForTextsMs = 1'000;        // between looks for files whose text is to be read
inline constexpr std::int64_t kTextsRestFactor = 20;          // and so many times as long as the look took
inline constexpr std::int64_t kTextsRetryMs = 60'000;         // when none can be read
inline constexpr std::size_t kTextsAtOnce = 256;              // looked up together; they are read one by one
inline constexpr std::size_t kMaxLackingBlobs = 100'000;
inline constexpr std::int64_t kGossipEveryMs = 20'000;        // a peer is asked what it cosigned of another's log
inline constexpr std::size_t kMaxHeard = 8;                   // checkpoints of one log heard elsewhere, waiting to be weighed
inline constexpr std::int64_t kDefaultQuota = 200'000;        // new acts an hour from one peer; the rest comes later
inline constexpr std::int64_t kQuotaHours = 10;               // of them may come at once
inline constexpr std::int64_t kQuotaWaitMs = 60'000;          // at most, before a peer over its quota is looked at again
inline constexpr std::size_t kMaxPeersFile = 256u << 10;      // peers/list
inline constexpr std::size_t kMaxRefusedBytes = 32u << 20;    // hashes of leaves that failed the door: a million
inline constexpr std::size_t kMaxLackingDetails = 1'000'000;  // looked for at peers
inline constexpr unsigned kPullAtOnce = 6;                   // tiles of one peer fetched and checked at once
inline constexpr std::uint64_t kMaxBundleAnswer = 32u << 20;  // of single entries or details asked for
inline constexpr std::int64_t kFoldWaitMs = 60'000;           // `althing pull` waits for the index before it looks for files
inline constexpr std::uint64_t kPullEntries = 65'536;         // of one round; then other work has its turn
inline constexpr std::int64_t kPullEveryMs = 5'000;           // when nobody hints; +- a fifth
inline constexpr std::int64_t kPullPauseMs = 50;              // between rounds, hints or not
inline constexpr std::int64_t kPullRetryMs = 1'000;           // after a failure, doubled up to
inline constexpr std::int64_t kPullMaxRetryMs = 300'000;
inline constexpr std::int64_t kAskWantedMs = 600'000;         // between asking once more for details not to be had
inline constexpr std::int64_t kPeersFileMs = 2'000;           // between looks at peers/list
inline constexpr std::size_t kMaxEntriesAsked = 4'096;        // of a returned prefix, in one round, that this log has not
inline constexpr std::uint64_t kRestedRounds = 2;             // without new acts, before entries of returned prefixes are asked for
inline constexpr std::int64_t kReturnsEveryMs = 300;          // between looks for returned prefixes that are not held, up to
inline constexpr std::int64_t kReturnsMaxMs = 30'000;
inline constexpr std::int64_t kReturnsLookMs = 60'000;       // between looks when nothing was missing (marks seven days after)
inline constexpr std::int64_t kRelayConnectMs = 3'000;         // to the node of another log, with a ballot
inline constexpr std::int64_t kRelayTimeoutMs = 8'000;         // each request and its answer
inline constexpr int kRelayTries = 10;                         // of a ballot that the other node is logging already
inline constexpr std::int64_t kRelayPauseMs = 200;             // between them
inline constexpr std::uint64_t kMaxRelayedAnswer = 256u << 10;
inline constexpr std::size_t kMaxRelayedWords = 300;          // of another node's refusal
inline constexpr std::size_t kScrubFaults = 100;             // looked for in one pass

}  // namespace althing::node
