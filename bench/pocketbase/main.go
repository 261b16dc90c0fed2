// PocketBase with one collection of payouts, for bench/peers.py: fields and indexes that suit its
// questions, lists open to everybody, no log of requests. Rows are put into its file by the script.
package main

import (
	"log"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

const sums = `SELECT (owner || status || currency) AS id, owner, status, currency,
  COUNT(*) AS payouts, SUM(amount) AS amount, SUM(fees) AS fees
  FROM payouts GROUP BY owner, status, currency`

func createCollections(app core.App) error {
	settings := app.Settings()
	settings.Logs.MaxDays = 0
	if err := app.Save(settings); err != nil {
		return err
	}
	payouts := core.NewBaseCollection("payouts")
	payouts.ListRule = types.Pointer("")
	for _, name := range []string{"owner", "number", "amount", "fees"} {
		payouts.Fields.Add(&core.NumberField{Name: name})
	}
	for _, name := range []string{"status", "currency", "reference_id", "beneficiary_email",
		"beneficiary_first_name", "beneficiary_last_name", "beneficiary_country",
		"beneficiary_phone", "description", "failure_code", "failure_reason"} {
		payouts.Fields.Add(&core.TextField{Name: name})
	}
	for _, name := range []string{"created_at", "updated_at", "queued_at", "submitted_at",
		"completed_at", "failed_at", "cancelled_at", "expired_at"} {
		payouts.Fields.Add(&core.DateField{Name: name})
	}
	payouts.AddIndex("payouts_by_creation", false, "owner, created_at, number", "")
	payouts.AddIndex("payouts_by_amount", false, "owner, amount, number", "")
	payouts.AddIndex("payouts_by_kind", false, "owner, status, currency, amount, number, fees", "")
	payouts.AddIndex("payouts_by_reference", false, "owner, reference_id", "")
	if err := app.Save(payouts); err != nil {
		return err
	}
	view := core.NewViewCollection("payout_sums")
	view.ListRule = types.Pointer("")
	view.ViewQuery = sums
	return app.Save(view)
}

func main() {
	core.AppMigrations.Register(createCollections, nil, "1_payouts.go")
	app := pocketbase.New()
	app.OnServe().BindFunc(func(event *core.ServeEvent) error {
		event.InstallerFunc = nil // nobody administers it
		return event.Next()
	})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
